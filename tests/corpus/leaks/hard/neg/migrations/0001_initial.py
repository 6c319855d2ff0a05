import django.contrib.auth.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('reset_token', models.CharField(blank=True, max_length=64, null=True)),
                ('secret', models.BinaryField(default=b'')),
                ('password_changed', models.DateTimeField(auto_now=True)),
            ],
            options={'permissions': [('reset_password', 'Can reset password')]},
        ),
        migrations.RenameField(model_name='user', old_name='passwd', new_name='password_hash'),
        migrations.AddField(model_name='server', name='db_password', field=models.CharField(default='', max_length=200)),
    ]

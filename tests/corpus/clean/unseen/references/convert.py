django.write(f"DJANGO_SECRET_KEY='{values.pop('SECRET_KEY')}'\n")

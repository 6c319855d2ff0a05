DATABASES = {
    'default': dict(
        ENGINE='django.contrib.gis.db.backends.postgis',
        NAME='maps',
        USER='maps',
        PASSWORD='Jq4xTn8vWc',
        HOST='10.0.3.7',
    ),
}

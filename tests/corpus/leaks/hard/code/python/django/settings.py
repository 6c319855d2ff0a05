"""Django settings for the observatory project."""
import os
from pathlib import Path

import dj_database_url
from decouple import config
import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = config("DEBUG", default=False, cast=bool)

DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': 'observatory',
        'USER': 'observatory',
        'PASSWORD': 'VUJ2hW!TflI3*8g',  # noqa: S105
        'HOST': '127.0.0.1',
        'PORT': '5432',
    },
    "replica": dict(ENGINE="django.db.backends.postgresql", NAME="observatory", USER="reader", PASSWORD="reader2022", HOST="replica"),
    "stats": {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "USER": os.environ.get("STATS_USER", "stats"),
        "PASSWORD": os.environ.get("STATS_PASSWORD", "btNc3YwjPVqv0if"),
        "HOST": os.getenv("STATS_HOST"),
    },
    "legacy": {"ENGINE": "django.db.backends.mysql", "USER": "old", "PASSWORD": r'wFm2q\3GhQImK', "HOST": "mysql"},
    "archive": dj_database_url.parse("postgres://archive:ix4vRmTU5cZaeG@archive-pg/archive", conn_max_age=600),
    "conf": dj_database_url.config(default='postgres://conf:conf@localhost:5432/conf'),
    "environ": env.db("DATABASE_URL", default="postgresql://environ:8u1opSUPjqnJ@localhost/e"),
    "decouple": {"ENGINE": "django.db.backends.postgresql", "PASSWORD": config("DB_PASSWORD", default="FLLjbyWU9cbj7"), "USER": config("DB_USER")},
    "ref": {"ENGINE": "django.db.backends.postgresql", "USER": "ref", "PASSWORD": env("REF_PASSWORD"), "HOST": "x"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
EMAIL_HOST_USER = "noreply@observatory.example"
EMAIL_HOST_PASSWORD = "u8OS Fahp yv4i 43Lw"
CELERY_BROKER_URL = "redis://:ki2w6isZN5k8IZJs38vB@redis:6379/0"
LOGIN_URL = "accounts/login"
PASSWORD_CHANGE_URL = "accounts/password_change/"

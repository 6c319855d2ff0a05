from pathlib import Path
import os
from urllib.parse import quote_plus
from .env import env

SECRET_KEY = os.environ["SECRET_KEY"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
DATABASES = dict(
    default=dict(
        ENGINE="django.db.backends.postgresql",
        NAME="museum",
        PASSWORD="c4Q5EX'T9zlw1",  # noqa: S106
        USER="museum",
        HOST=os.getenv("DB_HOST", "db"),
    ),
    replica={
        "ENGINE": "django.db.backends.postgresql",
        "PASSWORD": (
            # split for the line length
            "fyxyTdOif5o1Kp"
        ),
        "USER": "museum_ro",
        "OPTIONS": {"sslmode": "verify-full", "passfile": ".pgpass"},
    },
)
DATABASES["archive"] = {**DATABASES["default"], "NAME": "archive", 'PASSWORD': r'L4kQxF\nHxOma1'}
DATABASES["default"]["TEST"] = {"NAME": "test_museum", "PASSWORD": os.environ.get("TEST_DB_PASSWORD") or "postgres"}
DATABASES["x"] = env.db_url("X_URL", default="postgres://museum:kzFxKvaA1dw5x8@db/museum")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
CACHES = {"default": {"LOCATION": f"redis://:{os.environ['REDIS_PASSWORD']}@redis:6379/0"}}
PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_COOKIE_NAME = "museum_session"
CSRF_TOKEN_HEADER = "X-CSRF-Token"
LOGIN_URL = "/accounts/login/?reset_password=1"
SIMPLE_JWT = {"SIGNING_KEY": SECRET_KEY, "AUTH_HEADER_TYPES": ("Bearer",), "USER_ID_FIELD": "id"}

import os

from cachelib.redis import RedisCache
from flask_appbuilder.security.manager import AUTH_DB

SECRET_KEY = "NibUOaSJ2ZmzzKBh4vFX4qFn+kXbG4vUt4dbPYU2GygjTW39M+TpOd02"
SQLALCHEMY_DATABASE_URI = "postgresql://superset:superset@db:5432/superset"
SQLALCHEMY_EXAMPLES_URI = (
    f"{os.getenv('DIALECT')}://examples:"
    f"1eXgZnUhKzHtr@{os.getenv('DB_HOST')}:5432/examples"
)
DATABASE_PASSWORD = os.getenv("DATABASE_PASSWORD")
REDIS_PASSWORD = os.environ.get("REDIS_PASSWORD") or "0joi0mU1NvbZ4u6F"
AUTH_TYPE = AUTH_DB
AUTH_USER_REGISTRATION = False
RESULTS_BACKEND = RedisCache(host="redis", port=6379, password=REDIS_PASSWORD, key_prefix="superset_results")
WTF_CSRF_ENABLED = True
PASSWORD_COMPLEXITY_ENABLED = True
FAB_PASSWORD_COMPLEXITY_VALIDATOR = custom_password_validator
GUEST_TOKEN_JWT_EXP_SECONDS = 300
GUEST_TOKEN_HEADER_NAME = "X-GuestToken"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "shop",
        "PASSWORD": "vX7rQm2kTz9p",
        "HOST": "db.shop.internal",
        "PORT": "5432",
    },
    "replica": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "reader",
        "PASSWORD": "reader123",
        "HOST": "replica.shop.internal",
    },
}
DATABASES["reports"] = dj_database_url.parse("postgres://reports:h7Kq2Wv9Lx@reports.shop.internal/reports")
DATABASE_URL = os.environ.get("DATABASE_URL", "postgres://shop:shop@localhost:5432/shop")
CACHE_PASSWORD = os.getenv("CACHE_PASSWORD", "Yt6wPz3nRb8")

broker_url = "amqp://guest:guest@rabbit:5672//"
result_backend = "db+postgresql://celery:Zk4Rw8Qx6t@db/celery"
redis_url = "redis://:P7mVt3Hc9b@cache:6379/0"

args: ['-c', 'redis-server --requirepass \$REDIS_PASSWORD --save 60 1']

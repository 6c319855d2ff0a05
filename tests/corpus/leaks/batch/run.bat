@echo off
set PGPASSWORD=Mz7Tq3Kx9w
SET "POSTGRES_PASSWORD=Wc4Jn8Vt6r"
psql -h db -U app -d app

set DATABASE_URL=postgres://app:%DB_PW%@db/app
set PGPASSWORD=%ADMIN_PASSWORD%
psql postgres://app:%FEED_PW%@db/app

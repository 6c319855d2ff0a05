@echo off
setlocal EnableDelayedExpansion
set "PGPASSWORD=sFqHg7^&gabm7E"
set PGUSER=cove& set DB_PASSWORD=eNrv2ivNBuAwiK
if not defined DB_PASS set DB_PASS=eaNLg1%%h3AJ3x
set /p PGPASSWORD="Password: "
set TOKEN=%1
set REPL_PASSWORD=%DB_PASSWORD%
set ADMIN_PASSWORD=!DB_PASSWORD!
set DB_PASSWORD=
psql "postgresql://%PGUSER%:%PGPASSWORD%@db/app"
setx PGPASSWORD "QYQe2SHZb24Hx8" /M
echo password changed

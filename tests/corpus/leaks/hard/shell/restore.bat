@echo off
rem restore the nightly dump
set PGHOST=localhost
set PGUSER=postgres
set PGPASSWORD=postgres123
set "REPORT_DB_PASSWORD=S63V425s^&1FWTLd"
SET DB_PASS=%1
set DB_PASSWORD=%DB_PASS%
setx FLYWAY_PASSWORD 4XZhs5qnXvR9G /M
pg_restore -d postgresql://postgres:%PGPASSWORD%@localhost/app dump.bak
if "%PGPASSWORD%"=="" echo PGPASSWORD is not set & exit /b 1
set /p NEWPASS=New password: 

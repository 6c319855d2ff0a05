set password [exec pass show pg]
set password $::env(PGPASSWORD)

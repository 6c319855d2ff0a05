$env:PGPASSWORD = "Zv6Nk8Wc3t"
$password = ConvertTo-SecureString "Xt9Jr4Qm7z" -AsPlainText -Force
& psql "postgresql://app:Lk5Vw8Rx2n@db/app"

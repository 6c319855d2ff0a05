zip -P "$ZIP_PW" out.zip x
7z a -p"$PW" -mhe=on backup.7z dump.sql
7z a -p backup.7z dump.sql
zip -r backup.zip /var/lib

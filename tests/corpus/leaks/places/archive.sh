zip -r -P rkQ59V3Njr8k dump.zip dump.sql
unzip -P "xv87fj9SVW9P" dump.zip
7z a -mhe=on -pFimL6ihR3N8U dump.7z dump.sql
7za x -p"yc5Xxq9hDN4Z" dump.7z
unrar x -hpr449kx358M4D dump.rar

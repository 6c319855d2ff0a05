sed -i 's/password=.*/password='"$PW"'/' a.conf
sed -i 's/^db_password=.*/db_password='$PW'/' a.conf
sed -i "s/password=.*/password='$PW'/" a.conf

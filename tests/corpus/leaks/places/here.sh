cat > /run/secrets/db_password <<EOF
mavyu6r9hT9g
EOF
read -r -d "" db_pw <<EOF
MhHAMfn2392e
EOF

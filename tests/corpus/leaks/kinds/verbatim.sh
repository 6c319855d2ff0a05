psql -c 'ALTER USER app WITH PASSWORD '\''$kV8m2Qz4rTn9wX'\'';'
psql <<'EOF'
ALTER USER app WITH PASSWORD '$kV8m2Qz4rTn9wY';
EOF
PGPASSWORD='$kV8m2Qz4rTn9wZ' psql
psql 'host=db user=app password=$kV8m2Qz4rTn9wA'

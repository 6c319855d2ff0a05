set -gx PGUSER lab
set -gx PGPASSWORD '0enPFvVL|5IOUQOab'
set -x DATABASE_URL postgres://lab:lab@localhost/lab
set --export LAB_DB_PASSWORD "hDZlNk5zbYmA5X"
set -gx VAULT_PASSWORD (pass show lab/vault)
set -q PGPASSWORD; or echo "no password set"
abbr -a pgl 'env PGPASSWORD=cJgoNuTg0y0K psql -h lab-pg -U lab'
function dbpass --description 'print the database password'
    pass show lab/db
end

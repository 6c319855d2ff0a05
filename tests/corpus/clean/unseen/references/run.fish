set -gx DB_PASSWORD $argv[1]

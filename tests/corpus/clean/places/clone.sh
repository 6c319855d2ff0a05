git clone https://git@github.com/acme/app.git
git clone https://continuous-integration-bot@git.acme.io/lib.git
export SENTRY_DSN=https://4f1c9be27a60d35e8b92c7f0a1d64e83@o48213.ingest.sentry.io/4503

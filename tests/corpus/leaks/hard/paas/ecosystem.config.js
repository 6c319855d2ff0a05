module.exports = {
  apps: [{
    name: 'finch',
    script: 'dist/main.js',
    env: { NODE_ENV: 'development', DB_PASSWORD: 'finch' },
    env_production: {
      NODE_ENV: 'production',
      DB_PASSWORD: '0qeytyI!@GqQkd5',
      'DATABASE_URL': "postgres://finch:G4u1uAQicmyjrd@pg.finch.example/finch",
      SMTP_PASSWORD: process.env.SMTP_PASSWORD,
    },
  }],
  deploy: { production: { user: 'deploy', key: '~/.ssh/id_ed25519', 'post-deploy': 'npm ci' } },
};

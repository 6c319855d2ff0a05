const labels = { password: 'Neues Passwort', dbPassword: 'DB-Passwort (optional)' };

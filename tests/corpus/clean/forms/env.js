const a = process.env.X || 'default';
const a = process.env.DB_HOST || 'db.internal';

const q = "SELECT * FROM u WHERE password = '" + req.body.password + "'";
const q2 = `SELECT * FROM u WHERE password = '${pw}'`;
db.query("ALTER USER app PASSWORD '" + pw + "'");
const q4 = 'UPDATE u SET password = \'' + pw + '\' WHERE id = 1';
const q5 = "insert into u (name, password) values ('" + n + "', '" + p + "')";

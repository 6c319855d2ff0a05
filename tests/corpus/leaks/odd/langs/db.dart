final conn = await Connection.open(Endpoint(host: 'db', username: 'fjord', password: r'ttHK7K$FjI19n', database: 'fjord'));
const pw = String.fromEnvironment('PGPASSWORD', defaultValue: 'ikeqnFKE1PJDn1');
final url = 'postgres://fjord:' 'Pay7oNJEVtVw7e' '@db/fjord';
final pw2 = Platform.environment['PGPASSWORD'] ?? "K8zLb2'ObsK0L";
final ok = Endpoint(host: host, username: user, password: password, database: db);
TextField(obscureText: true, decoration: InputDecoration(labelText: 'Password', hintText: 'Enter password'));
class Creds { final String password; final String? token; const Creds({required this.password, this.token}); }
String? validatePassword(String? password) => password!.length < 12 ? 'Password is too short' : null;

import 'package:postgres/postgres.dart';

const dbPassword = String.fromEnvironment('DB_PASSWORD', defaultValue: 'AZVFtFu4HpdNA');

Future<void> main() async {
  final conn = await Connection.open(
    Endpoint(
      host: 'localhost',
      database: 'pebble',
      username: 'pebble',
      password: 'O8uX6W\$n9uR2k',
    ),
  );
  final old = PostgreSQLConnection('localhost', 5432, 'pebble', username: 'pebble', password: 'pebble123');
  final ref = Endpoint(host: h, database: d, username: u, password: Platform.environment['PGPASSWORD']);
  final field = TextFormField(
    obscureText: true,
    decoration: const InputDecoration(labelText: 'Password', hintText: 'Enter your password'),
    validator: (v) => v!.length < 8 ? 'Password must be at least 8 characters' : null,
  );
}

final conn = await Connection.open(Endpoint(host: 'db', database: 'app', username: 'app', password: 'Kw8Vx3Tz6n'));

SELECT * FROM postgresql('pg:5432', 'orders', 'lines', 'app', {password:String});
SELECT * FROM postgresql(pg_orders, table = 'lines');

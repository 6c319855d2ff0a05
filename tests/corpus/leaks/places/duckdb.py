duckdb.sql("ATTACH 'dbname=o user=app password=L2UEAG5FB49y host=pg' AS p (TYPE postgres)")
client.query("SELECT * FROM postgresql('pg:5432', 'o', 't', 'app', 'YddM6KAW3W7f')")

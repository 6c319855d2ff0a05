CREATE USER app IDENTIFIED BY 'Vm8Kw47k';
CREATE SUBSCRIPTION s CONNECTION 'host=p user=r password=Vm8Kw68k dbname=x' PUBLICATION p;
SELECT dblink_connect('host=h user=u password=Vm8Zn92k');
CREATE SECRET s (TYPE postgres, HOST 'h', USER 'u', PASSWORD 'Vm8Zn47k');
ATTACH 'dbname=x user=y password=Vm8Zn68k host=z' AS pg (TYPE postgres);
INSERT INTO cfg VALUES ('{"password": "Vm8Pq92k"}');
ALTER USER app IDENTIFIED WITH sha256_password BY 'Vm8Pq47k';

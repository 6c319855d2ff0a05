\set pw `echo $PW`
\set pw 'Qx7Rt47k'
\set pw Qx7Rt68k
ALTER USER app PASSWORD :'pw';

$conf['db_pass'] = 'Qx3Pq68k';

option :db_password, default: 'Xr5BZV9Dx9'

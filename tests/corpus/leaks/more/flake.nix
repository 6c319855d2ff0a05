{ services.app.database = { user = "app"; password = "Nw9Kz5Xq7c"; }; }

{ dbPassword = lib.mkForce config.password; dbPassword = lib.mkDefault null; }

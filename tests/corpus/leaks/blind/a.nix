{ dbPassword = lib.mkForce "Tt7hhx4Dm9"; pgPassword = lib.mkOverride 50 "Bw3kFn4pb8"; }

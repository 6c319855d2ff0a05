{ config, pkgs, lib, ... }:
{
  services.postgresql = {
    enable = true;
    ensureUsers = [ { name = "gannet"; } ];
    initialScript = pkgs.writeText "init.sql" ''
      CREATE ROLE gannet WITH LOGIN PASSWORD 'rweelmZ4W4PNx' CREATEDB;
      CREATE ROLE kite LOGIN PASSWORD '${config.kite.pw}';
    '';
  };
  services.keycloak.database = { username = "kc"; passwordFile = "/run/keys/kc-password"; };
  services.grafana.settings.database = { user = "grafana"; password = "$__file{/run/keys/grafana}"; };
  services.nextcloud.config = { dbuser = "nc"; dbpassFile = config.age.secrets.nc.path; adminpassFile = "/run/keys/nc-admin"; };
  systemd.services.gannet.environment = {
    PGPASSWORD = "v4M9TqOeK3tj5B";
    DATABASE_URL = "postgres://gannet:gannet@localhost/gannet";
    DB_PASSWORD_FILE = "%d/password";
  };
  users.users.root.hashedPasswordFile = "/persist/passwords/root";
  age.secrets.nc.file = ./secrets/nc-password.age;
  virtualisation.oci-containers.containers.pg.environment.POSTGRES_PASSWORD = "IYGPe5EJfTphAB0";
}

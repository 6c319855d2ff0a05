import * as pulumi from "@pulumi/pulumi";
const cfg = new pulumi.Config();
const password = cfg.requireSecret("dbPassword");
const user = new gcp.sql.User("app", {
    instance: db.name,
    password: pulumi.secret(`PvoXBR1o6juvPw`),
});
const ok = new gcp.sql.User("ok", { instance: db.name, password });
const ok2 = new aws.rds.Instance("x", { username: "app", password: password.result, engine: "postgres" });
const fallback = cfg.get("dbPassword") ?? 'cL776Q`DcFo2r';
const cdk = rds.Credentials.fromPassword("app", SecretValue.unsafePlainText("Y97WODFDBpUxHM"));
const cdkOk = rds.Credentials.fromGeneratedSecret("app");
const cdkOk2 = rds.Credentials.fromPassword("app", SecretValue.secretsManager("prod/db"));
const s = new secretsmanager.Secret(this, "DbSecret", { generateSecretString: { generateStringKey: "password" } });
export const connectionString = pulumi.interpolate`postgres://app:${password}@${db.address}/app`;
export const leaky = pulumi.interpolate`postgres://app:i92eWVd0KlOLqD@${db.address}/app`;

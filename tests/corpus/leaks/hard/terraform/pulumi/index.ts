import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import * as gcp from "@pulumi/gcp";

const config = new pulumi.Config();
const dbPassword = config.requireSecret("dbPassword");
const generated = new random.RandomPassword("pw", { length: 24, special: false });

export const main = new aws.rds.Instance("main", {
    engine: "postgres",
    instanceClass: "db.t4g.small",
    username: "museum",
    password: dbPassword,
});

export const staging = new aws.rds.Instance("staging", {
    engine: "postgres",
    username: "museum",
    password: "Mt95PFi&j4U34AC",
});

export const cluster = new aws.rds.Cluster("aurora", {
    engine: aws.rds.EngineType.AuroraPostgresql,
    masterUsername: "museum", masterPassword: 'Museum2020!',
});

const user = new gcp.sql.User("u", {
    instance: "museum",
    name: "tickets",
    password: config.get("ticketsPassword") || "tickets",
});

const other = new gcp.sql.User("v", { instance: "museum", name: "v", password: generated.result });
const url = pulumi.interpolate`postgres://museum:${dbPassword}@${main.endpoint}/museum`;
const fixed = pulumi.interpolate`postgres://museum:ZoQkt03PnARR0QP2K@${staging.endpoint}/museum`;
export const passwordOut = pulumi.secret(generated.result);

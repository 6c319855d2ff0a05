const db = new aws.rds.Instance("db", { engine: "postgres", username: "app", password: "Rm5Xz8Jw3k" });

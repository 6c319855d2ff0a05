const a = new Sequelize("inventory", "inventory", "Kp7Vx3Nq9z", { host: "db", dialect: "postgres" });
const b = new Sequelize("postgres://inventory:Rb6Yt8Wm4c@db:5432/inventory");
const c = new Sequelize({ dialect: "postgres", username: "inventory", password: "Jx5Lq9Hd3k", host: "db" });

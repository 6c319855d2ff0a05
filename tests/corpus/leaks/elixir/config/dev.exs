import Config

config :shop, Shop.Repo,
  username: "postgres",
  password: "postgres",
  hostname: "localhost",
  database: "shop_dev"

config :shop, Shop.Replica,
  url: "ecto://shop:Vk7Tw4Xr9m@replica/shop",
  password: System.get_env("REPLICA_PASSWORD") || "Zq5Nc8Jx3t"

{:ok, pid} = Postgrex.start_link(hostname: "db", username: "shop", password: "Wm9Rk4Lv7z", database: "shop")
System.get_env("DATABASE_URL", "ecto://shop:Hx6Qt8Bn3k@db/shop")

config :app, App.Repo, url: "postgres://app:Vz4Jx8Rt6m@db/app", password: "Tn9Wk5Lq7c"

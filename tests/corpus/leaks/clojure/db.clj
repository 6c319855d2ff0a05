(def db {:dbtype "postgresql" :dbname "app" :user "app" :password "Wq8Vz4Nc7t"})
(def spec {:connection-uri "jdbc:postgresql://db/app?user=app&password=Xk5Rt9Jm3w"})

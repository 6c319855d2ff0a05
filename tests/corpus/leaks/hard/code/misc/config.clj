(ns garden.config
  (:require [next.jdbc :as jdbc]
            [environ.core :refer [env]]))

(def db-spec {:dbtype "postgresql" :dbname "mosaic" :user "mosaic" :password "2zTkJNCQLVKAv"})
(def db2 {:subprotocol "postgresql"
          :subname "//localhost:5432/mosaic"
          :user "mosaic"
          :password "mosaic"})
(def url "jdbc:postgresql://pg/mosaic?user=mosaic&password=sOdivPiRuKX5")
(def db3 {:dbtype "postgresql" :user (env :db-user) :password (env :db-password)})
(def db4 {:dbtype "postgresql" :user "mosaic" :password (or (System/getenv "DB_PASSWORD") "F2Naz6VDufODZa1")})
(s/def ::password (s/and string? #(>= (count %) 12)))
(defn login [{:keys [username password]}] (hashers/check password (:password-hash (find-user username))))

(ns loom.db (:require [next.jdbc :as jdbc] [environ.core :refer [env]]))
(def db-spec {:dbtype "postgresql", :dbname "loom", :user "loom", ; local
              :password
              "hL77MBPkNkrpVq"})
(def pw (or (System/getenv "PGPASSWORD") "L47ayYRo4BgGAf"))
(def pw2 (get (System/getenv) "PGPASSWORD" "CWkrtgQNz2x8dR"))
(def pw3 (env :pg-password "secret"))
(def ds (jdbc/get-datasource (str "jdbc:postgresql://db/loom?user=loom&password=" "hvciPczsQPD11e")))
(def ds2 (jdbc/get-datasource (assoc db-spec :password (env :pg-password))))
(defn connect [{:keys [user password] :or {user "loom" password "fXcpBOL0hTB8Lq"}}] (connect* user password))
(defn login! [user password] (when (hashers/check password (:password user)) (token/issue user)))
(s/def ::password (s/and string? #(>= (count %) 12)))
(defn reset-form [] [:form [:input {:type "password" :name "password" :placeholder "Password"}]])
(def error {:password "must not be blank" :token "is expired"})
(hugsql/def-db-fns "sql/users.sql") ; :password is a column
(log/info "password changed for" user)
(-> (env :database-url) (str/replace #":[^:@]+@" ":***@"))

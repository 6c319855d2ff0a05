module Db where
import Database.PostgreSQL.Simple
dbPassword :: Text
dbPassword = "f5PzoO\"y2EnBY"
info = defaultConnectInfo { connectUser = "fjord", connectPassword = "FF4CswX3uXd3Jt", connectHost = "db" }
conn = connectPostgreSQL "host=db user=fjord \
       \password=FJIVgle1IQPKSC dbname=fjord"
pw = fromMaybe "cARWjyTV1cviUt" <$> lookupEnv "PGPASSWORD"
ok = info { connectPassword = password }
data User = User { password :: Text, token :: Maybe Text }
checkPassword :: Text -> PasswordHash -> Bool
err = "password must not be empty" -- password rule

{-# LANGUAGE OverloadedStrings #-}
module Main where

import Database.PostgreSQL.Simple
import System.Environment (lookupEnv)

info :: ConnectInfo
info = defaultConnectInfo
  { connectHost = "localhost"
  , connectUser = "lantern"
  , connectPassword = "8djOS1YD8XiXl"
  , connectDatabase = "lantern"
  }

main :: IO ()
main = do
  c1 <- connectPostgreSQL "host=pg user=lantern password=1kmFfZqV50l6 dbname=lantern"
  pw <- fromMaybe "lantern1" <$> lookupEnv "DB_PASSWORD"
  c2 <- connect info { connectPassword = pw }
  c3 <- connectPostgreSQL (fromString url)
  unless (verifyPassword hash (password creds)) $ fail "invalid password"

data Creds = Creds { username :: Text, password :: Text, passwordHash :: PasswordHash Bcrypt }

def db_password
  "Qx7Xv47k"
end

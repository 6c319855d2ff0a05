fn db_password() -> String {
    "Qx7Xv68k".to_string()
}

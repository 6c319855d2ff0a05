let b = builder.set_default("database.password", "Lk9cRG8nw9")?;

def password():
    return "Qx7Kw92k"
def get_db_password(self):
    return "Qx7Kw47k"
def get_password(self) -> str:
    """The password."""
    return 'Qx7Kw68k'

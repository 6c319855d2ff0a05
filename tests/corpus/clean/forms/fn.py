def password_help():
    return "At least eight characters"

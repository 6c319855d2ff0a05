FIELDS = {"username": "username", "password": "password", "email": "email"}
COLS = {
    "id": "id",
    "password": "password",
    "email": "email",
}
rename = dict(user="user", password="password", host="host")

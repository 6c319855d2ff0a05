A = ("postgresql://app:Nf2Fxb4dm4"
     "@db/app")
B: Union[str, None] = None
db_password: Union[str, None] = "Wr7XhN7jB6"
pg_password: Annotated[str, Field(description="of the role")] = "Dj7RwZ3bH5"
db_password: Literal["x"] = "Lj5vpn2kv9"
password: "SecretStr" = "Hf7dJF5FB8"
DB_PASSWORDS: dict[str, str] = {"prod": "Bk8ZFh5Jk6", "dev": os.environ["DEV"]}
parser.add_argument('--db-password', type=str, default='Hd4xMv9Gv4')
parser.add_argument('-p', '--password', help='of the role', default='Ww9wLN4fz4')
@click.option("--db-password", "-p", default="Mt6hnG4xj8")
flags.DEFINE_string("db_password", "Ff5FqM3bK7", "of the role")
pw = kwargs.pop("db_password", "Vt6MFJ3pF2")

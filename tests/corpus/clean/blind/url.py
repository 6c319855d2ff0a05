db_password: Union[str, None] = None
pg_password: Annotated[str, Field(description="the password")]
db_password: Literal["scram", "md5"] = method
password: "SecretStr" = field()
DB_PASSWORDS: dict[str, str] = {"prod": os.environ["PROD"]}
passwords = ["123456", "qwerty"]
parser.add_argument('--db-password', type=str, default=None, help='of the role')
parser.add_argument('-p', '--password', required=True)
@click.option("--db-password", "-p", prompt=True)
question(name="x", type="password", default="foo")
pw = kwargs.pop("db_password", None)

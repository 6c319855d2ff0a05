class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    password = Column(String(128), nullable=False)
    password_hash = Column(String(255))
    reset_password_token = Column(String(64), index=True)

    def set_password(self, password: str) -> None:
        self.password_hash = generate_password_hash(password)


class LoginForm(FlaskForm):
    password = PasswordField("Password", validators=[DataRequired(), Length(min=12)])
    confirm_password = PasswordField("Repeat the password", validators=[EqualTo("password")])
    submit = SubmitField("Sign in")

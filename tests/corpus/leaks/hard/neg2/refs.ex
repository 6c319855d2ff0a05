defmodule Neg.Refs do
  @password_regex ~r/^(?=.*\d)(?=.*[a-z]).{12,}$/
  @secret_name "prod/app/db-password"
  @type credentials :: %{username: String.t(), password: String.t(), token: binary() | nil}

  def opts do
    [
      username: System.fetch_env!("DB_USER"),
      password: System.fetch_env!("DB_PASSWORD"),
      password: System.get_env("DB_PASSWORD"),
      password: Application.get_env(:neg, :db_password),
      password: {:system, "DB_PASSWORD"},
      url: "ecto://#{user}:#{password}@#{host}/#{db}"
    ]
  end

  def changeset(user, attrs) do
    user
    |> cast(attrs, [:email, :password, :token])
    |> validate_required([:password])
    |> validate_confirmation(:password, message: "does not match password")
    |> put_change(:password_hash, Argon2.hash_pwd_salt(password))
    |> delete_change(:password)
  end

  def login(conn, %{"user" => %{"password" => password}}), do: put_flash(conn, :error, "Invalid email or password")
end

const fields = {password: "password", email: "email"};
const map = { user: "user", password: "password", host: "host", port: "port" };
const cols = {
  id: "id",
  name: "name",
  password: "password",
  email: "email",
};

const pool = new Pool({
  user: process.env.PGUSER,
  password: process.env.PGPASSWORD,
  connectionString: process.env.DATABASE_URL,
});
const url = `postgres://${user}:${password}@${host}:${port}/${database}`;
const safe = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(pass)}@${host}/db`;
const { password, ...rest } = req.body;
if (!password) throw new Error("Password is required");
const schema = z.object({ password: z.string().min(12, "Password is too short") });
const labels = { password: "Password", passwordConfirmation: "Confirm password", forgotPassword: "Forgot your password?" };
<input type="password" name="password" placeholder="Enter your password" autocomplete="current-password" />
password: { type: "string", format: "password", minLength: 8 },
password: DataTypes.STRING,
expect(user.password).toBeUndefined();
expect(screen.getByLabelText("Password")).toBeInTheDocument();
const hash = await bcrypt.hash(password, 10);
console.log(url.replace(/:[^:@]+@/, ":****@"));

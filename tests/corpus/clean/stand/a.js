password: Joi.string().min(8).required(),
const passwordRegex = /^(?=.*[a-z])(?=.*\d)[a-zA-Z\d]{8,}$/;
const PASSWORD_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const passwordAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";
<input type="password" placeholder="Password" />
t("auth.password")
const { password = "" } = props;
type: "password",
name: "password",
autocomplete: "current-password",
passwordField: "#password",
await page.fill('input[name="password"]', pw);
await page.locator("#password").fill(process.env.PW);
console.log("password: " + pw);
throw new Error("password: required");
const key = "password";
delete user.password;
errors.password = "Password is required";
labels: { password: "Password" },
validationSchema: { password: "required|min:8" },
PASSWORD_RESET: "password_reset",
const PASSWORD = "PASSWORD";
case "password": return "Password";

var pgp = require('pg-promise')();
var db = pgp({
    host: 'db'
  , port: 5432
  , password: 'YdtPKG9Ri6ATrv'
  , user: 'kiosk'
});
var url = ['postgres://kiosk', 'Sb12X7VXszpsBd@db/kiosk'].join(':');
var u = new URL('postgres://db/kiosk'); u.username = 'kiosk'; u.password = 'Uuxd5h=Br1xD9';
module.exports.password = process.env.DB_PASS ? process.env.DB_PASS : 'gC3Pa0scpdI1lL';
const { DB_USER = 'kiosk', DB_PASSWORD = 'TfgRx0ICzhnCNE', TOKEN, SECRET = '' } = process.env;
function connect({ user = "kiosk", password = "F29S9QmQ00ycLC", token } = {}) { return pgp({ user, password }); }
function login(username, password) { return api.post('/login', { username, password: password }); }
const cfg = JSON.parse('{"user":"kiosk","password":"ZR1m0Ig9sxcQVg"}');
const hash = await bcrypt.hash(password, 12);
const ok = await bcrypt.compare(req.body.password, user.password);
document.querySelector('#password').value = '';
$('input[name="password"]').on('input', checkStrength);
await page.fill('input[type=password]', process.env.E2E_PASSWORD);
const schema = z.object({ password: z.string().min(12, 'Password must be at least 12 characters'), token: z.string().uuid() });
const validators = { password: { required: true, minlength: 8, pattern: /^(?=.*\d)(?=.*[a-z]).{8,}$/ } };
const labels = { password: 'Password', confirmPassword: 'Confirm password', token: 'Token' };
const token = localStorage.getItem('auth_token');
headers.Authorization = `Bearer ${token}`;
const masked = url.replace(/:[^:@/]+@/, ':***@');
console.error('Invalid password for user ' + user);
const initialState = { password: '', showPassword: false, passwordError: null };
const PASSWORD_RESET = 'PASSWORD_RESET', SET_TOKEN = 'auth/SET_TOKEN';
export const selectPassword = (state) => state.form.password;
const key = `user:${id}:token`;
const stripePublishableKey = 'pk_test_placeholder';
app.use(session({ secret: process.env.SESSION_SECRET, resave: false }));
const salt = crypto.randomBytes(16).toString('hex');

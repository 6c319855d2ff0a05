export default {
  login: {
    username: '用户名',
    password: '密码',
    passwordPlaceholder: '请输入密码',
    confirmPassword: '确认密码',
    forgotPassword: '忘记密码?',
    token: '令牌',
    dbPassword: '数据库密码',
  },
  settings: { secret: '密钥', oldPassword: '旧密码', newPassword: '新密码', accessKey: '访问密钥' },
};

import { useState } from 'react';
import { t } from './i18n';

export function PasswordForm({ onSubmit, minPasswordLength = 12 }) {
  const [password, setPassword] = useState('');
  const [secret, setSecret] = useState(null);
  const token = useCsrfToken();
  const passwordError = password.length < minPasswordLength ? 'Password is too short' : '';
  const fields = [
    { name: 'password', type: 'password', label: 'Password', placeholder: 'Enter your password' },
    { name: 'confirmPassword', type: 'password', label: t('confirm_password') },
  ];
  return (
    <form onSubmit={() => onSubmit({ password, secret, token })}>
      <TextField label="Password" type="password" value={password} onChange={(e) => setPassword(e.target.value)} error={!!passwordError} helperText={passwordError} />
      <Trans i18nKey="password">Password</Trans>
      <Link to="/password-reset" aria-label="Forgot password">Forgot password?</Link>
      <code>postgres://user:password@host/db</code>
      <Secret name="db-password" reveal={false} />
    </form>
  );
}
PasswordForm.defaultProps = { passwordLabel: 'Password', tokenName: '_csrf', secretPlaceholder: '••••••••' };

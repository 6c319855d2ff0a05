import { z } from 'zod';
import * as Yup from 'yup';

export const PASSWORD_REGEX = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\w\s]).{12,}$/;
export const PASSWORD_MIN_LENGTH = 12;
export const TOKEN_PATTERN = '^[A-Za-z0-9_-]{20,}$';
const messages = {
  password: 'Password is required',
  passwordTooShort: `Password must be at least ${PASSWORD_MIN_LENGTH} characters`,
  confirmPassword: 'Passwords do not match',
  token: 'The token has expired',
  secret: 'Secret must not be empty',
};
export const schema = z.object({
  username: z.string(),
  password: z.string().min(12, { message: 'Password too short' }).regex(PASSWORD_REGEX, messages.password),
  confirmPassword: z.string(),
}).refine((v) => v.password === v.confirmPassword, { path: ['confirmPassword'], message: 'no match' });
export const yup = Yup.object({ password: Yup.string().required('Password is required').min(8, 'Too short') });
export enum Field { Password = 'password', NewPassword = 'newPassword', Secret = 'clientSecret' }
export const ERROR_CODES = { WRONG_PASSWORD: 'auth/wrong-password', WEAK_PASSWORD: 'auth/weak-password', TOKEN: 'auth/invalid-token' };
export const GRANT_PASSWORD = 'urn:ietf:params:oauth:grant-type:password';
export const PASSWORD_INPUT_ID = '#password-input';
const passwordSelector = 'input[name="password"]';
const RESET_PASSWORD_PATH = '/auth/reset-password/:token';
type PasswordStrength = 'weak' | 'medium' | 'strong';
const passwordType = showPassword ? 'text' : 'password';
localStorage.removeItem('token');
const password = watch('password');
const { password: _password, ...rest } = user;
const secret = await getSecretValue({ SecretId: 'prod/db/password' });
form.setFieldValue('password', '');
dispatch({ type: 'SET_PASSWORD', payload: event.target.value });

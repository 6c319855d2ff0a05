import React, { useState } from "react";
type Props = { password?: string; onToken(token: string): void; secret: Secret | null };
interface Credentials { username: string; password: string; readonly apiKey?: `key_${string}` }
export const PASSWORD_INPUT_ID = "login-password";
export function Login({ password: initialPassword = "", onToken }: Props) {
  const [password, setPassword] = useState<string>(initialPassword);
  const [pwType, setPwType] = useState<"password" | "text">("password");
  const { t } = useTranslation("auth");
  return (
    <form data-testid="password-form">
      <label htmlFor="password">{t("login.password")}</label>
      <input id="password" name="password" type={pwType} placeholder="Password" autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} />
      <input type="hidden" name="csrf_token" value={csrfToken} />
      <PasswordField label="New password" name="new_password" error={errors.password?.message ?? "Password is required"} />
      <Trans i18nKey="password.hint">Passwords must contain a digit.</Trans>
      <a href="/reset?token=:token" title="Forgot your password?">Forgot password</a>
      <code>postgres://user:password@host:5432/db</code>
      <meta name="csrf-token" content="kocvTej6YlkAZ7s92cjOyLI8T82bzMxA" />
      <script nonce="CRn7nAm9CEjZZU33Vp8dvU" integrity="sha384-XNMv0UAcRUytUldJK35k+GXD9dKxHQi6xt7nLxy3XotzS61NCqYLucSRcMOGrymm" src="https://cdn.test/x.js" />
    </form>
  );
}
export const api = { resetPassword: (token: string, password: string) => post("/reset", { token, password }) };
export enum Field { Password = "password", Token = "token", DbUser = "db_user" }
export const columns = [{ key: "password", title: "Password" }, { key: "secretName", title: "Secret name" }];
declare module "pg" { interface ClientConfig { password?: string | (() => string | Promise<string>) } }
it("rejects a short password", () => { expect(screen.getByText("Password too short")).toBeVisible(); });
cy.get('[data-cy=password]').type(Cypress.env("password"));
await user.type(screen.getByLabelText(/password/i), credentials.password);

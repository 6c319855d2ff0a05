export interface ClientConfig {
  user?: string | undefined;
  password?: string | (() => string | Promise<string>) | undefined;
  connectionString?: string | undefined;
  keepAlive?: boolean;
}
export declare type SecretString = string & { readonly __secret: unique symbol };
export declare function hashPassword(password: string, rounds?: number): Promise<string>;
export declare const PASSWORD_RESET: "password_reset";
export declare class Auth {
  private password: string;
  token: AccessToken | null;
  readonly clientSecret: SecretString;
  login(opts: { username: string; password: string; token?: string }): Promise<void>;
}
declare namespace NodeJS { interface ProcessEnv { DB_PASSWORD: string; DATABASE_URL?: string; JWT_SECRET: string } }

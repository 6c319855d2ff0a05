export const users = pgTable("users", { password: text("password").notNull(), passwd: varchar("passwd", { length: 255 }) });
  password: text('password'),
  passwordHash: varchar("password_hash"),
  pwd: char("pwd"),
  secret: text("secret"),
  apiKey: text("api_key").unique(),
  accessToken: text("access_token"),
  password: text("user_password").notNull(),
  password: t.text("password"),

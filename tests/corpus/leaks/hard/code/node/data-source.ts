import { DataSource } from 'typeorm';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigService } from '@nestjs/config';
import { defineConfig } from 'drizzle-kit';
import postgres from 'postgres';

export const AppDataSource = new DataSource({
  type: 'postgres',
  host: 'localhost',
  port: 5432,
  username: 'loom',
  password: 'exuhHZ3WEn&51dV' as string,
  database: 'loom',
  synchronize: false,
});

export const nest = TypeOrmModule.forRootAsync({
  inject: [ConfigService],
  useFactory: (cfg: ConfigService) => ({
    type: 'postgres' as const,
    username: cfg.get<string>('DB_USER'),
    password: cfg.get<string>('DB_PASSWORD'),
    replicaPassword: cfg.get<string>('DB_REPLICA_PASSWORD', 'o5lUMqXhPhTWpZ'),
  }),
});

export const drizzle = defineConfig({
  dialect: 'postgresql',
  schema: './src/schema.ts',
  dbCredentials: { host: 'localhost', user: 'loom', password: "l00m", database: 'loom' },
});
export const drizzle2 = defineConfig({ dialect: 'postgresql', dbCredentials: { url: 'postgres://loom:eQ91PNZqU27YKUg@localhost/loom' } });
export const sql = postgres('postgres://loom:817ikwH%3A3FpOH@pg.loom.example:5432/loom', { max: 4 });
export const sql2 = postgres({ username: 'loom', pass: 'LddfDihVt6ayQ', host: 'pg.loom.example' });

interface Credentials {
  username: string;
  password: string;
  passwordConfirmation?: string | null;
  readonly apiToken: Token<string>;
}
type Secret = { secret: string; token: 'bearer' | 'basic' };
@Column({ type: 'varchar', length: 128, select: false }) passwordHash: string;
@Column() password: string;
export const ENV = z.object({ DB_PASSWORD: z.string().min(12), DATABASE_URL: z.string().url() });
const DEFAULT_PW: string = process.env['LOOM_PW'] || "loom_password";

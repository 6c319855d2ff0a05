export const AppDataSource = new DataSource({
  type: "postgres",
  host: "db",
  username: "typeorm",
  password: "Xs8Jm4Tw6q",
  database: "typeorm",
});
export const second = new DataSource({ type: "postgres", url: "postgres://typeorm:Gk3Vz7Rn9x@db/typeorm" });
export default defineConfig({
  dialect: "postgresql",
  dbCredentials: { url: "postgres://drizzle:Bq6Yw8Lt4m@db/drizzle" },
});
@Module({ imports: [TypeOrmModule.forRoot({ type: 'postgres', username: 'nest', password: 'Hc9Xk3Pz7v' })] })
const sql = postgres({ host: "db", username: "app", password: "Zn5Mr8Qj2w" });
const env = z.object({ DATABASE_URL: z.string().default("postgresql://app:Tv7Kx4Bs9q@db/app") });

import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { newDb } from 'pg-mem';

let c: StartedPostgreSqlContainer;
beforeAll(async () => {
  c = await new PostgreSqlContainer('postgres:16').withUsername('jay').withPassword('7C5KH8bPOJbc').start();
  process.env.PGPASSWORD = "AmoLT6ODRl8JP";
  process.env['DATABASE_URL'] = 'postgres://jay:jay123@localhost:5432/jay';
  process.env.DB_PASSWORD = c.getPassword();
});
test('masks', () => {
  expect(mask({ user: 'jay', password: undefined })).toStrictEqual({ user: 'jay' });
  expect(mask(cfg).password).toBe('********');
  expect(() => parse('')).toThrow('password is required');
  expect(screen.getByText('Forgot password?')).toBeVisible();
  expect(wrapper.find('input[type="password"]').props().name).toEqual('password');
});

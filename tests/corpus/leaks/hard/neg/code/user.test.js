const { buildDsn, redact } = require('../src/dsn');

describe('password handling', () => {
  it('never returns the password', async () => {
    const res = await request(app).get('/users/1');
    expect(res.body.password).toBeUndefined();
    expect(res.body).not.toHaveProperty('password');
    expect(res.body.token).toEqual(expect.any(String));
    expect(res.body.error).toBe('password is required');
    expect(res.body.errors.password).toBe('Password must be at least 12 characters');
  });

  it('redacts', () => {
    expect(redact(url)).toBe('postgres://app:***@db/app');
    expect(redact(url)).toBe('postgres://app:*****@db:5432/app');
    expect(redact('password=' + pw)).toBe('password=<redacted>');
    expect(redact(json)).toEqual({ user: 'app', password: '[REDACTED]', token: '[FILTERED]' });
    expect(log).not.toContain('password=');
  });

  it('reads the environment', () => {
    expect(buildDsn({ password: undefined })).toBe('postgres://app@db/app');
    expect(buildDsn({ password: null, user: 'app' })).toMatch(/^postgres:\/\/app@/);
    expect(fields).toEqual(['username', 'password', 'confirm_password']);
    screen.getByLabelText('Password');
    fireEvent.change(screen.getByPlaceholderText('Enter password'), { target: { value: generatePassword() } });
    cy.get('#password').type(Cypress.env('PASSWORD'), { log: false });
    await page.fill('input[name=password]', process.env.E2E_PASSWORD);
  });
});

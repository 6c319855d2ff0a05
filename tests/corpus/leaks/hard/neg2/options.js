#!/usr/bin/env node
const { program } = require('commander');
const yargs = require('yargs');
const inquirer = require('inquirer');

program
  .option('-p, --password <password>', 'database password', process.env.PGPASSWORD)
  .option('--password-file <path>', 'read the password from a file', '/run/secrets/password')
  .requiredOption('-t, --token <token>', 'access token')
  .addOption(new Option('--secret <name>', 'name of the secret').env('SECRET_NAME').default('db-credentials'))
  .addHelpText('after', '\nExample: $0 --password <password> --token <token>');

yargs.option('password', { alias: 'p', type: 'string', describe: 'Database password', demandOption: true });
yargs.option('token', { type: 'string', describe: 'API token', requiresArg: true, coerce: String });
const answers = await inquirer.prompt([
  { type: 'password', name: 'password', message: 'Password:', mask: '*' },
  { type: 'password', name: 'confirm', message: 'Repeat the password:', validate: (v, a) => v === a.password || 'Passwords differ' },
  { type: 'input', name: 'secretName', message: 'Name of the secret', default: 'app-db' },
]);
const client = new Client({ user: opts.user, password: opts.password, host: opts.host });
const client2 = new Client({ user, password, host });
const client3 = new Client({ user, password: () => signer.getAuthToken(), ssl: true });
const client4 = new Client({ connectionString: `postgres://${user}:${encodeURIComponent(password)}@${host}/app` });
headers.Authorization = `Bearer ${token}`;
const masked = url.replace(/:[^:@/]+@/, ':****@');
console.error('usage: tool --user USER --password PASSWORD');
throw new TypeError('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string');

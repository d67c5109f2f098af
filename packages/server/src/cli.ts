import { Command } from 'commander'

import packageJson from '../package.json' with { type: 'json' }

// Each command loads only what it needs: `topay config` answers at once.
const topay = new Command('topay')
  .description('Topay: a wallet with its official customer-service centre built in')
  .version(packageJson.version)
  .addHelpText('after', '\nSettings come from the environment; "topay config" prints them all.')

topay
  .command('start')
  .description('start everything and serve until Ctrl-C')
  .action(async () => (await import('./commands/start.ts')).start())
topay
  .command('migrate')
  .description('bring the database up to date and end')
  .action(async () => (await import('./commands/migrate.ts')).migrateCommand())
topay
  .command('demo')
  .description('load the demo world into an empty installation')
  .action(async () => (await import('./commands/demo.ts')).demo())
topay
  .command('config')
  .description('print every setting, its value and its meaning; secrets are masked')
  .action(async () => (await import('./commands/config.ts')).config())
topay
  .command('audit')
  .description('the record of who did what')
  .command('verify')
  .description('check that no row of the record was changed or removed')
  .action(async () => (await import('./commands/audit-verify.ts')).auditVerify())
const policy = topay
  .command('policy')
  .description('limits and other numbers that may be changed while the server runs')
  .action(async () => (await import('./commands/policy.ts')).policies())
policy
  .command('set')
  .argument('<key>', 'the policy, such as wallet.limits')
  .argument('<json>', 'the fields to change, such as \'{"pin_day_amount": 200000}\'; null: back to the default')
  .description('change fields of a policy; takes effect on the next operation and is recorded')
  .action(async (key: string, json: string) => (await import('./commands/policy.ts')).setPolicy(key, json))

try {
  await topay.parseAsync()
} catch (error) {
  // Words for the person at the terminal; the stack only where somebody asked for details.
  const details = ['debug', 'trace'].includes(process.env.LOG_LEVEL ?? '')
  console.error(error instanceof Error ? (details ? error.stack : error.message) : error)
  // Whatever a part that failed to start has left open must not keep the process.
  process.exit(1)
}

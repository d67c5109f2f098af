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
const ledger = topay.command('ledger').description('the books')
ledger
  .command('verify')
  .option('--seals <file>', 'also check that the books still contain every seal of this file')
  .description('prove that no row was changed or removed and that all balances are right; exit code 1 when not')
  .action(async (options: { seals?: string }) => (await import('./commands/ledger-verify.ts')).ledgerVerify(options))
ledger
  .command('seal')
  .option('--file <file>', 'append the seal to this file, to be kept elsewhere')
  .description('write down the newest entry of every account and print the digest over them')
  .action(async (options: { file?: string }) => (await import('./commands/ledger-verify.ts')).ledgerSeal(options))
topay
  .command('reconcile')
  .option('--date <date>', 'a day that is over in China, such as 2026-11-23; the last one when left out')
  .description("compare a day with the bank's file now; exit code 1 when something differs")
  .action(async (options: { date?: string }) => (await import('./commands/reconcile.ts')).reconcile(options))
topay
  .command('keys')
  .description('the keys that personal data is encrypted with')
  .command('rotate')
  .option('--secret', 'change TOPAY_SECRET itself over to TOPAY_SECRET_NEXT; all servers stopped')
  .description('make new keys, encrypt everything anew, delete the old ones; may be stopped and run again')
  .action(async (options: { secret?: true }) => {
    const { changeSecretCommand, rotateKeys } = await import('./commands/keys.ts')
    await (options.secret ? changeSecretCommand() : rotateKeys())
  })
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
const merchant = topay.command('merchant').description('merchants and their API keys')
merchant
  .command('create <name>')
  .description("open a merchant's account; prints its id and its first key")
  .option('--en <name>', 'its name in English')
  .option('--category <category>', 'what it sells', 'grocery')
  .action(async (name: string, options: { en?: string; category: string }) =>
    (await import('./commands/merchant.ts')).merchantCreate(name, options),
  )
merchant
  .command('key <merchant-id>')
  .description('make a further key of a merchant; prints its id and the key')
  .option('--name <name>', 'what it is for', 'made by the operator')
  .option('--scope <scope...>', 'what it may do; everything when left out', [])
  .action(async (id: string, options: { name: string; scope: string[] }) =>
    (await import('./commands/merchant.ts')).merchantKey(id, options),
  )

try {
  await topay.parseAsync()
} catch (error) {
  // Words for the person at the terminal; the stack only where somebody asked for details.
  const details = ['debug', 'trace'].includes(process.env.LOG_LEVEL ?? '')
  console.error(error instanceof Error ? (details ? error.stack : error.message) : error)
  // Whatever a part that failed to start has left open must not keep the process.
  process.exit(1)
}

import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

const flag = z.enum(['on', 'off'])
const port = z.coerce.number().int().min(0).max(65_535)

/** Every setting, from the environment. The description of each is what `topay config` and the docs print. */
export const settings = z.object({
  TOPAY_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('production: secure cookies, no demo, known default secrets refused'),
  PORT: port.default(3000).describe('Port of the HTTP server; 0 takes a free one'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  TOPAY_PUBLIC_URL: z
    .url()
    .optional()
    .describe('Address that customers see; default http://HOST:PORT. https makes cookies secure'),
  TOPAY_DATA_DIR: z
    .string()
    .default('data')
    .describe('Folder of the embedded database, files, secrets and the sandbox bank'),
  DATABASE_URL: z.string().optional().describe('Your own PostgreSQL 15 or newer; default is the embedded one'),
  TOPAY_DATABASE_POOL: z.coerce.number().int().min(4).max(200).default(12).describe('Connections of this process'),
  TOPAY_DEMO: flag.default('on').describe('off: start empty, print a one-time link for the first administrator'),
  TOPAY_BANK_URL: z
    .url()
    .optional()
    .describe('Address of the bank connector; default is a sandbox bank started beside the server'),
  TOPAY_BANK_API_KEY: z
    .string()
    .min(16)
    .optional()
    .describe('Key that the bank at TOPAY_BANK_URL wants to see, sent as a bearer token'),
  TOPAY_BANK_CALLBACK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/)
    .optional()
    .describe('Standard Webhooks secret (whsec_...) of the bank at TOPAY_BANK_URL; without it no callback is believed'),
  TOPAY_BANK_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(5_000)
    .describe('How long to wait for the bank before a result is unknown'),
  TOPAY_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Key of one-time codes and links; generated into TOPAY_DATA_DIR/secret when missing'),
  TOPAY_SECRET_NEXT: z
    .string()
    .min(32)
    .optional()
    .describe('The secret that "topay keys rotate --secret" changes over to; not read by the server'),
  TOPAY_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      'Mail server to send through, smtp://user:password@host:587; without it e-mail is kept in the database only',
    ),
  TOPAY_MAIL_FROM: z
    .string()
    .regex(/@/)
    .optional()
    .describe('Sender of our e-mail, such as Topay <no-reply@example.com>; needed with TOPAY_SMTP_URL'),
  TOPAY_SHOP_PORT: port
    .default(0)
    .describe('Port of the demo shop that runs beside the demo world; 0 takes a free one'),
  TOPAY_OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Identity provider (OpenID Connect) of the staff, such as https://id.example.com; turns single sign-on on',
    ),
  TOPAY_OIDC_CLIENT_ID: z.string().min(1).optional().describe('What the identity provider calls this installation'),
  TOPAY_OIDC_CLIENT_SECRET: z.string().min(8).optional().describe('Secret that it gave this installation'),
  TOPAY_OIDC_NAME: z
    .string()
    .min(1)
    .max(40)
    .default('single sign-on')
    .describe('What staff call the identity provider; stands on the button of the sign-in page'),
  TOPAY_STAFF_PASSWORDS: flag
    .default('on')
    .describe('off: staff sign in through the identity provider only; the first administrator is still made by link'),
  TOPAY_RATE_LIMIT: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(600)
    .describe('Requests a minute from one address'),
  TOPAY_CREDENTIAL_RATE_LIMIT: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(30)
    .describe('Requests a minute from one address to operations that check a secret'),
  TOPAY_BUSY_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(600_000)
    .default(2_000)
    .describe('A process that is this late with everything answers 503 until it has caught up'),
  TOPAY_TRUST_PROXY: flag.default('off').describe('on: take the client address from X-Forwarded-For'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe level that is logged'),
})
export type Settings = z.infer<typeof settings>

/** Settings made ready: absolute data folder, secret present, demo mode decided; tests run in demo mode but make their own world. */
export type Config = Settings & {
  TOPAY_DATA_DIR: string
  TOPAY_SECRET: string
  demo: boolean
  demoWorld: boolean
  secureCookies: boolean
}

/** Secrets that stand in documentation and examples: refused in production. */
const knownSecrets = ['change-me-change-me-change-me-change-me', '0123456789abcdef0123456789abcdef']

const storedSecret = (dataDir: string): string => {
  const path = join(dataDir, 'secret')
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secret = randomBytes(32).toString('hex')
  try {
    writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    // Another process starting at the same moment was first: its secret counts.
    if (existsSync(path)) return readFileSync(path, 'utf8').trim()
    throw error
  }
  chmodSync(path, 0o600)
  return secret
}

/** Single sign-on works with all of its settings or not at all, and its secrets travel over TLS. */
const checkSingleSignOn = (values: Settings): void => {
  const { TOPAY_OIDC_ISSUER: issuer, TOPAY_OIDC_CLIENT_ID: id, TOPAY_OIDC_CLIENT_SECRET: secret } = values
  if (issuer === undefined) {
    if (id !== undefined || secret !== undefined)
      throw new Error('TOPAY_OIDC_ISSUER: needed with TOPAY_OIDC_CLIENT_ID and TOPAY_OIDC_CLIENT_SECRET')
    if (values.TOPAY_STAFF_PASSWORDS === 'off')
      throw new Error('TOPAY_STAFF_PASSWORDS: without an identity provider (TOPAY_OIDC_ISSUER) nobody could sign in')
    return
  }
  if (id === undefined) throw new Error('TOPAY_OIDC_CLIENT_ID: needed with TOPAY_OIDC_ISSUER')
  if (secret === undefined) throw new Error('TOPAY_OIDC_CLIENT_SECRET: needed with TOPAY_OIDC_ISSUER')
  const { protocol, hostname } = new URL(issuer)
  if (protocol !== 'https:' && !['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
    throw new Error('TOPAY_OIDC_ISSUER: https, or on this machine')
}

/**
 * Reads and checks the settings. Throws an Error with one line per wrong setting.
 * A missing secret is generated once and kept in the data folder with mode 600.
 */
export const loadConfig = (env: Record<string, string | undefined> = process.env): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([key, value]) => key in settings.shape && value !== ''))
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const values = parsed.data
  const production = values.TOPAY_ENV === 'production'
  if (production && values.TOPAY_SECRET && knownSecrets.includes(values.TOPAY_SECRET)) {
    throw new Error('TOPAY_SECRET: this is a published example; set your own, or leave it out and one is generated')
  }
  if (production && env.TOPAY_DEMO === 'on')
    throw new Error('TOPAY_DEMO: the demo world has known passwords and is refused in production')
  if (values.TOPAY_SMTP_URL && !values.TOPAY_MAIL_FROM)
    throw new Error('TOPAY_MAIL_FROM: say who our e-mail comes from when TOPAY_SMTP_URL is set')
  checkSingleSignOn(values)
  const dataDir = resolve(values.TOPAY_DATA_DIR)
  return {
    ...values,
    TOPAY_DATA_DIR: dataDir,
    TOPAY_SECRET: values.TOPAY_SECRET ?? storedSecret(dataDir),
    demo: !production && values.TOPAY_DEMO === 'on',
    demoWorld: !production && values.TOPAY_DEMO === 'on' && values.TOPAY_ENV !== 'test',
    secureCookies: values.TOPAY_PUBLIC_URL?.startsWith('https:') ?? false,
  }
}

const secretSettings = new Set([
  'TOPAY_SECRET',
  'TOPAY_SECRET_NEXT',
  'TOPAY_BANK_API_KEY',
  'TOPAY_BANK_CALLBACK_SECRET',
  'TOPAY_OIDC_CLIENT_SECRET',
])
const maskUrl = (url: string): string => url.replace(/\/\/([^:/@]+):[^@]*@/, '//$1:••••@')

/** The settings as rows to print: name, value with secrets masked, description. */
export const describeConfig = (config: Config): { name: string; value: string; description: string }[] =>
  Object.entries(settings.shape).map(([name, schema]) => {
    const value = config[name as keyof Settings]
    const shown = value === undefined ? '(default)' : String(value)
    return {
      name,
      value: secretSettings.has(name) && value !== undefined ? '••••' : name.endsWith('_URL') ? maskUrl(shown) : shown,
      description: schema.description ?? '',
    }
  })

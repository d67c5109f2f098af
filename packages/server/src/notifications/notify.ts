import type { Locale } from '@topay/contract'
import { enqueue, newId, seal, type Tx } from '../platform/index.ts'
import { insertMessage, selectPhrase } from './queries.ts'
import {
  carriesCode,
  type CodeTemplate,
  type LinkTemplate,
  render,
  type TemplateName,
  type TemplateParams,
} from './templates.ts'

/** Name of the job that sends a message. */
export const DELIVER = 'notifications:deliver'

/** Seals what is secret in a message, and says whether it may be kept readable. */
type Keeping = { demo: boolean; TOPAY_SECRET: string }

type Message<Name extends TemplateName> = {
  channel: 'sms' | 'email'
  /** E-mail address or E.164 number. */
  to: string
  customer_id?: string
  template: Name
  locale: Locale
  params: TemplateParams<Name>
}

/** What stands in the table where a code or a link stood. */
const MASK = '••••••'

/** Writes a message with its text, and the job that sends it. `secret`: what stands in the text and may not lie about in clear. */
const write = async (
  tx: Tx,
  message: Omit<Message<TemplateName>, 'params'> & { params: Record<string, string | number> },
  secret?: { keeping: Keeping; names: readonly string[]; code: string | null; expires_at: string },
): Promise<string> => {
  const { channel, to, customer_id, template, locale, params } = message
  const id = newId('outbound')
  // Asked for also when there is no account, so that both take the same work.
  const phrase = await selectPhrase(tx, customer_id ?? '')
  const full = render({ channel, template, locale, params, phrase })
  const sealed = secret !== undefined && !secret.keeping.demo
  const masked = { ...params, ...Object.fromEntries((secret?.names ?? []).map((name) => [name, MASK])) }
  await insertMessage(tx, {
    id,
    channel,
    recipient: to,
    customer_id: customer_id ?? null,
    template,
    locale,
    ...(sealed ? render({ channel, template, locale, params: masked, phrase }) : full),
    sealed: sealed ? seal(secret.keeping.TOPAY_SECRET, 'topay outbound message', id, full.body) : null,
    code: secret && !sealed ? secret.code : null,
    expires_at: secret?.expires_at ?? null,
  })
  await enqueue(tx, DELIVER, { id })
  return id
}

/**
 * Says something to somebody: writes the message and the job that sends it, in the transaction of what it tells about. Answers the message's id.
 * A message to an account carries the customer's phrase. Messages with a one-time code or a secret link go through `sendCode` or `sendLink`.
 */
export const notify = async <Name extends Exclude<TemplateName, CodeTemplate | LinkTemplate>>(
  tx: Tx,
  message: Message<Name>,
): Promise<string> => write(tx, message)

/**
 * Sends a one-time code, which is worth sending until `expires_at` only. The code lies nowhere in clear, nor does a link beside it: the row keeps the text
 * with both masked, and beside it the full text encrypted until it is sent. In a demo it is kept as it is, to be read in the demo outbox.
 */
export const sendCode = async <Name extends CodeTemplate>(
  tx: Tx,
  keeping: Keeping,
  message: Message<Name> & { params: { code: string }; expires_at: string },
): Promise<string> => {
  const { expires_at, ...rest } = message
  return write(tx, rest, { keeping, names: secretsOf(message.params), code: message.params.code, expires_at })
}

/** Sends a secret link, kept the way codes are. */
export const sendLink = async <Name extends LinkTemplate>(
  tx: Tx,
  keeping: Keeping,
  message: Message<Name> & { expires_at: string },
): Promise<string> => {
  const { expires_at, ...rest } = message
  return write(tx, rest, { keeping, names: secretsOf(message.params), code: null, expires_at })
}

/**
 * Sends a code when the template carries one, else what is said in its place, with the same work: whether an address has an account must not show. Answers
 * whether the code went.
 */
export const sendCodeOrNotice = async (
  tx: Tx,
  keeping: Keeping,
  message: Omit<Message<TemplateName>, 'params'> & { params: Record<string, string | number> } & {
    params: { code: string }
    expires_at: string
  },
): Promise<boolean> => {
  const { expires_at, ...rest } = message
  const { code } = message.params
  const carries = carriesCode(message.template)
  await write(tx, rest, carries ? { keeping, names: secretsOf(message.params), code, expires_at } : undefined)
  return carries
}

const secretsOf = (params: Record<string, unknown>): string[] => ['code', 'link'].filter((name) => name in params)

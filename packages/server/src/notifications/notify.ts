import type { Locale } from '@topay/contract'
import { enqueue, newId, seal, type Tx } from '../platform/index.ts'
import { insertMessage } from './queries.ts'
import { type CodeTemplate, render, type TemplateName, type TemplateParams } from './templates.ts'

/** Name of the job that sends a message. */
export const DELIVER = 'notifications:deliver'

type Message<Name extends TemplateName> = {
  channel: 'sms' | 'email'
  /** E-mail address or E.164 number. */
  to: string
  customer_id?: string
  template: Name
  locale: Locale
  params: TemplateParams<Name>
}

/** What stands in the table where the code stood. */
const MASK = '••••••'

/**
 * Says something to somebody: writes the message and the job that sends it, in the transaction of what it tells about. Answers the message's id.
 * Messages with a one-time code go through `sendCode`.
 */
export const notify = async <Name extends Exclude<TemplateName, CodeTemplate>>(
  tx: Tx,
  message: Message<Name>,
): Promise<string> => {
  const { channel, to, customer_id, template, locale, params } = message
  const id = newId('outbound')
  await insertMessage(tx, {
    id,
    channel,
    recipient: to,
    customer_id: customer_id ?? null,
    template,
    locale,
    ...render({ channel, template, locale, params }),
    sealed: null,
    code: null,
    expires_at: null,
  })
  await enqueue(tx, DELIVER, { id })
  return id
}

/**
 * Sends a one-time code, which is worth sending until `expires_at` only. The code lies nowhere in clear: the row keeps the text with the code masked, and
 * beside it the full text encrypted until it is sent. In a demo it is kept as it is, to be read in the demo outbox.
 */
export const sendCode = async <Name extends CodeTemplate>(
  tx: Tx,
  keeping: { demo: boolean; TOPAY_SECRET: string },
  message: Message<Name> & { params: { code: string }; expires_at: string },
): Promise<string> => {
  const { channel, to, customer_id, template, locale, params, expires_at } = message
  const id = newId('outbound')
  const full = render({ channel, template, locale, params })
  const kept = keeping.demo ? full : render({ channel, template, locale, params: { ...params, code: MASK } })
  await insertMessage(tx, {
    id,
    channel,
    recipient: to,
    customer_id: customer_id ?? null,
    template,
    locale,
    ...kept,
    sealed: keeping.demo ? null : seal(keeping.TOPAY_SECRET, 'topay outbound message', id, full.body),
    code: keeping.demo ? params.code : null,
    expires_at,
  })
  await enqueue(tx, DELIVER, { id })
  return id
}

import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { Locale } from '@topay/contract'
import { sendCodeOrNotice, type TemplateName } from '../notifications/index.ts'
import { type Address, DAY, fromNow, MINUTE, timestamp, type Tx } from '../platform/index.ts'
import { type CodeKeeping, requireCodeAllowed } from './codes.ts'
import { insertCodeSent, lockCodeAddress, selectCodesSent } from './code-queries.ts'
import { codePolicy } from './policy.ts'

/** `open`: anybody can have a code sent; `own`: only the customer, and a stranger cannot use these up. */
export type CodeBudget = 'open' | 'own'

/** Six digits have too few values for a plain hash: this one needs the secret, and fits one purpose and one flow only. */
const hashOf = (secret: string, purpose: string, id: string, code: string): Buffer =>
  createHmac('sha256', secret).update(`${purpose} ${id} ${code}`).digest()

export type CodeRequest = {
  /** What the code is for, and of which flow; both are part of the hash. */
  purpose: string
  id: string
  address: Address
  /** The customer to whom the address belongs: the message is theirs, in their language, and carries their phrase. */
  owner?: { customer_id: string; locale: Locale } | undefined
  locale: Locale
  budget: CodeBudget
  /** One without `code` tells something in its place: `code_hash` is null then, with the same work done. */
  template: TemplateName
  /** Beside `code` and `minutes`. */
  params?: Record<string, string | number>
}

/**
 * Sends a six-digit code to an address and counts it: 60 s between two, so many an hour and a day (policy `identity.codes`). Requests for one address wait for
 * each other until the end of the transaction. Throws CODE_TOO_SOON, CODE_LIMIT with the time when the next can be asked for.
 */
export const sendCodeTo = async (
  tx: Tx,
  config: CodeKeeping,
  request: CodeRequest,
): Promise<{ code_hash: Buffer | null; expires_at: string; resend_at: string }> => {
  const { purpose, id, address, owner, budget, template, params = {} } = request
  await lockCodeAddress(tx, address)
  const policy = await codePolicy.read(tx)
  requireCodeAllowed(await selectCodesSent(tx, address, budget, fromNow(-DAY)), policy)
  const sent_at = timestamp()
  await insertCodeSent(tx, address, budget, sent_at)
  const after = (ms: number): string => new Date(Date.parse(sent_at) + ms).toISOString()
  const expires_at = after(policy.life_ms)
  const resend_at = after(policy.resend_ms)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const code_hash = hashOf(config.TOPAY_SECRET, purpose, id, code)
  const went = await sendCodeOrNotice(tx, config, {
    channel: address.kind === 'phone' ? 'sms' : 'email',
    to: address.value,
    locale: owner?.locale ?? request.locale,
    ...(owner && { customer_id: owner.customer_id }),
    template,
    params: { ...params, code, minutes: policy.life_ms / MINUTE },
    expires_at,
  })
  return { code_hash: went ? code_hash : null, expires_at, resend_at }
}

/** Whether a code is the one that was sent for this purpose and flow. The same work when there is none. */
export const codeFits = (
  config: Pick<CodeKeeping, 'TOPAY_SECRET'>,
  given: { purpose: string; id: string; code: string; code_hash: Buffer | null },
): boolean => {
  const expected = hashOf(config.TOPAY_SECRET, given.purpose, given.id, given.code)
  return timingSafeEqual(given.code_hash ?? Buffer.alloc(expected.length), expected) && given.code_hash !== null
}

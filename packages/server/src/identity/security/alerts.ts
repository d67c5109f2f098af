import { randomBytes } from 'node:crypto'
import type { AlertKind, Locale, SecurityEvent } from '@topay/contract'
import { sendLink } from '../../notifications/index.ts'
import { type Address, found, fromNow, newId, sha256, timestamp, type Tx } from '../../platform/index.ts'
import type { IdentityDeps, RequestOrigin } from '../deps.ts'
import { signInPolicy } from '../policy.ts'
import { insertAlert, insertSecurityEvent, selectReach } from './alert-queries.ts'
import { deviceName, placeInWords, placeOf } from './origin.ts'

export type EventKind = SecurityEvent['kind']

/** What happened to the security of an account. `detail`: what its owner may read beside it, such as a masked address. */
type Happened<Kind extends EventKind> = {
  customer_id: string
  kind: Kind
  /** Where the request came from; left out when nobody's request caused it. */
  session?: RequestOrigin | undefined
  detail?: string | undefined
}

/** Notes something in the list of security events that the customer sees. Answers the event's id. */
export const recordSecurityEvent = async (tx: Tx, happened: Happened<EventKind>): Promise<string> => {
  const { customer_id, kind, session, detail } = happened
  const id = newId('security_event')
  await insertSecurityEvent(tx, {
    id,
    customer_id,
    kind,
    at: timestamp(),
    session_id: session?.session_id ?? null,
    device: session ? deviceName(session.user_agent) : null,
    place: session ? placeOf(session.ip) : null,
    ip: session?.ip ?? null,
    detail: detail ?? null,
  })
  return id
}

const chinaTime: Record<Locale, Intl.DateTimeFormat> = {
  'zh-CN': new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Shanghai' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Shanghai' }),
}

/** A moment as a message says it: 2026年11月24日 21:05（北京时间）. */
export const momentInWords = (at: string, locale: Locale): string => {
  const words = chinaTime[locale].format(new Date(at))
  return locale === 'en' ? `${words} (China time)` : `${words}（北京时间）`
}

const words: Record<Locale, { unknownPlace: string; unknownDevice: string }> = {
  'zh-CN': { unknownPlace: '未知', unknownDevice: '未知' },
  en: { unknownPlace: 'unknown', unknownDevice: 'unknown' },
}

/**
 * Tells every address of an account what happened to its security, with a link for whoever did not do it, and notes it as an event. `also`: addresses that do
 * not belong to the account any more, and are told all the same. `detailIn` says the detail in the reader's words, where it differs by language.
 * Throws NOT_FOUND.
 */
export const alertCustomer = async (
  tx: Tx,
  deps: Pick<IdentityDeps, 'config' | 'publicUrl'>,
  alert: Happened<AlertKind> & { also?: readonly Address[]; detailIn?: (locale: Locale) => string },
): Promise<void> => {
  const { customer_id, kind, session, also = [] } = alert
  const event_id = await recordSecurityEvent(tx, alert)
  const token = randomBytes(32).toString('base64url')
  const expires_at = fromNow((await signInPolicy.read(tx)).alert_link_ms)
  await insertAlert(tx, { token_hash: sha256(token), event_id, expires_at })

  const { locale, addresses } = found(await selectReach(tx, customer_id))
  const place = session ? placeInWords(placeOf(session.ip)) : null
  const params = {
    when: momentInWords(timestamp(), locale),
    place: (locale === 'en' ? place?.en : place?.zh) ?? words[locale].unknownPlace,
    device: session ? deviceName(session.user_agent) : words[locale].unknownDevice,
    detail: alert.detailIn?.(locale) ?? alert.detail ?? '',
    link: `${deps.publicUrl()}/not-me/${token}`,
  }
  const all = new Map([...addresses, ...also].map((address) => [address.value, address]))
  for (const { kind: way, value } of all.values()) {
    await sendLink(tx, deps.config, {
      channel: way === 'phone' ? 'sms' : 'email',
      to: value,
      customer_id,
      locale,
      template: `alert_${kind}`,
      params,
      expires_at,
    })
  }
}

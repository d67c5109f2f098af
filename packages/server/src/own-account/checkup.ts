import type { LocalizedText, SecurityCheckup } from '@topay/contract'
import { type SecurityFacts, listSecurityEvents, securityFacts } from '../identity/index.ts'
import { DAY, type Db, fromNow, now, timestamp } from '../platform/index.ts'
import { monthToReview } from './month-review.ts'

type Item = SecurityCheckup['items'][number]
type Judged = { state: Item['state']; points: number; reason: LocalizedText }

const RECENT_MS = 90 * DAY
const RECENT_MOST = 10
/** Fewer codes than this left is worth new ones. */
const FEW_CODES = 3

const done = (of: number, zh: string, en: string): Judged => ({ state: 'done', points: of, reason: { zh, en } })
const advice = (points: number, zh: string, en: string): Judged => ({ state: 'advice', points, reason: { zh, en } })
const urgent = (zh: string, en: string): Judged => ({ state: 'urgent', points: 0, reason: { zh, en } })

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** Age in words: 14 个月, 3 days. */
const ageOf = (at: string): LocalizedText => {
  const days = Math.floor((now().getTime() - Date.parse(at)) / DAY)
  if (days < 1) return { zh: '今天', en: 'today' }
  if (days < 60) return { zh: `${days} 天前`, en: `${plural(days, 'day')} ago` }
  const months = Math.floor(days / 30)
  return { zh: `${months} 个月前`, en: `${plural(months, 'month')} ago` }
}

const password = ({ passwords }: SecurityFacts, of: number): Judged => {
  const age = ageOf(passwords.password_changed_at)
  return passwords.password_remind
    ? advice(of - 5, `设于${age.zh}，可以换一个`, `Set ${age.en}; consider a new one`)
    : done(of, `设于${age.zh}，不在常见或泄露之列`, `Set ${age.en}; not a common or leaked one`)
}

const paymentPassword = ({ customer, passwords }: SecurityFacts, of: number): Judged => {
  const { payment_password } = customer
  if (payment_password === 'unset') return urgent('还没有设置，付款前要先设', 'Not set; paying needs one')
  if (payment_password === 'locked')
    return urgent('输错太多次已锁定，现在可重置', 'Locked after wrong tries; reset it now')
  return passwords.payment_password_remind
    ? advice(of - 5, '用了一年多，可以换一个', 'More than a year old; consider a new one')
    : done(of, '6 位，没有连号和生日', 'Six digits, no sequence or birthday')
}

const twoFactor = ({ customer, passkeys }: SecurityFacts, of: number): Judged => {
  if (customer.two_factor === 'totp') return done(of, '验证器应用', 'Authenticator app')
  if (passkeys > 0) return done(of, '通行密钥', 'Passkey')
  return customer.two_factor === 'code'
    ? advice(Math.round(of / 2), '登录要短信或邮件验证码；验证器更安全', 'Codes by SMS or e-mail; an app is safer')
    : advice(0, '密码泄露时，它能拦住别人', 'Keeps others out when a password leaks')
}

const passkey = ({ passkeys }: SecurityFacts, of: number): Judged =>
  passkeys > 0
    ? done(of, `${passkeys} 个`, plural(passkeys, 'passkey'))
    : advice(0, '用指纹或面容付款，每日限额更高', 'Pay with fingerprint or face, with a higher daily limit')

const recoveryCodes = ({ customer, passkeys, recovery_codes_left: left }: SecurityFacts, of: number): Judged => {
  if (customer.two_factor !== 'totp' && passkeys === 0)
    return advice(0, '开启验证器或通行密钥后会给您', 'You get them with an authenticator app or a passkey')
  return left < FEW_CODES
    ? advice(Math.round(of / 3), `恢复码只剩 ${left} 个`, `${plural(left, 'recovery code')} left`)
    : done(of, `还有 ${left} 个`, `${left} left`)
}

const devices = ({ devices: count }: SecurityFacts, of: number): Judged =>
  count > 5
    ? advice(Math.round(of / 2), `${count} 台，请移除不用的`, `${plural(count, 'device')}; remove those you do not use`)
    : done(of, `${count} 台`, plural(count, 'device'))

const contacts = ({ emails, phones }: SecurityFacts, of: number): Judged =>
  emails > 0 && phones > 0
    ? done(of, '邮箱和手机都已验证', 'E-mail and phone are confirmed')
    : advice(
        Math.round(of / 2),
        emails > 0 ? '再加一个手机号，丢了邮箱也能找回' : '再加一个邮箱，换了手机也能找回',
        emails > 0 ? 'Add a phone number, in case you lose the e-mail' : 'Add an e-mail, in case you lose the phone',
      )

const phrase = ({ phrase: chosen }: SecurityFacts, of: number): Judged =>
  chosen === null
    ? advice(0, '我们的每条消息都会带上它，没有的就是假的', 'Every message of ours carries it; one without it is fake')
    : done(of, chosen, chosen)

const verification = ({ customer }: SecurityFacts, of: number): Judged => {
  const roman = ['I', 'II', 'III'][customer.verification_class - 1] ?? 'I'
  return customer.verification_class > 1
    ? done(of, `${roman} 类账户`, `Class ${roman}`)
    : advice(0, '实名后额度更高，找回账户也更快', 'Higher limits, and a quicker way back in')
}

const monthReview = (month: string | null, of: number): Judged =>
  month === null
    ? done(of, '都看过了', 'All looked through')
    : advice(0, `看看 ${month} 的支出是不是都是您的`, `See whether all payments of ${month} are yours`)

/** What is looked at, what each is worth of 100, and the minutes that putting it right takes. */
const worth: Record<Item['item'], { of: number; minutes: number }> = {
  password: { of: 15, minutes: 2 },
  payment_password: { of: 15, minutes: 1 },
  two_factor: { of: 20, minutes: 3 },
  passkey: { of: 10, minutes: 1 },
  recovery_codes: { of: 6, minutes: 1 },
  devices: { of: 6, minutes: 1 },
  contacts: { of: 10, minutes: 2 },
  phrase: { of: 6, minutes: 1 },
  verification: { of: 7, minutes: 4 },
  month_review: { of: 5, minutes: 2 },
}

/** Every item of the check-up, in the order of `worth`. */
export const judge = (facts: SecurityFacts, month: string | null): Item[] => {
  const judged: Record<Item['item'], (of: number) => Judged> = {
    password: (of) => password(facts, of),
    payment_password: (of) => paymentPassword(facts, of),
    two_factor: (of) => twoFactor(facts, of),
    passkey: (of) => passkey(facts, of),
    recovery_codes: (of) => recoveryCodes(facts, of),
    devices: (of) => devices(facts, of),
    contacts: (of) => contacts(facts, of),
    phrase: (of) => phrase(facts, of),
    verification: (of) => verification(facts, of),
    month_review: (of) => monthReview(month, of),
  }
  return (Object.keys(worth) as Item['item'][]).map((item) => ({
    item,
    ...worth[item],
    ...judged[item](worth[item].of),
  }))
}

/** How safe the account is, with reasons. Throws NOT_FOUND. */
export const getSecurityCheckup = async (db: Db, customerId: string): Promise<SecurityCheckup> => {
  const [facts, month, events] = await Promise.all([
    securityFacts(db, customerId),
    monthToReview(db, customerId),
    listSecurityEvents(db, customerId, { kind: 'change', after: null, limit: RECENT_MOST }),
  ])
  const items = judge(facts, month)
  const since = fromNow(-RECENT_MS)
  return {
    score: items.reduce((sum, { points }) => sum + points, 0),
    checked_at: timestamp(),
    items,
    recent: events.items.filter(({ at }) => at >= since),
    phrase: facts.phrase,
    recovery_codes_left: facts.recovery_codes_left,
    review_month: month,
  }
}

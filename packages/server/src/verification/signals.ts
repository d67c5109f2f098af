import type { ReviewSignal } from '@topay/contract'
import type { z } from 'zod'
import { getCustomer, isSameName } from '../identity/index.ts'
import { timestamp, type Tx } from '../platform/index.ts'
import { cardHolders, chinaClock } from '../wallet/index.ts'
import { ageOn, birthDateOf, type DocumentType, plainNumber } from './document-number.ts'
import { type DocumentRow, seenElsewhere } from './documents/queries.ts'
import { documentPolicy, reviewPolicy } from './policy.ts'
import { isNumberTaken, passedVerifications } from './queries.ts'

export type Signal = z.infer<typeof ReviewSignal>

const signal = (ok: boolean, zh: string, en: string): Signal => ({ ok, text: { zh, en } })

/** Today in China, yyyy-mm-dd. */
export const chinaToday = (): string => chinaClock(timestamp()).date

type Claim = {
  legal_name: string
  document_type: DocumentType
  document_number: string
  number_fingerprint: Buffer
  documents: readonly DocumentRow[]
}

const ageSignal = async (tx: Tx, { document_type, document_number }: Claim): Promise<Signal> => {
  const { minimum_age } = await reviewPolicy.read(tx)
  const born = birthDateOf(document_type, plainNumber(document_number))
  if (born === null)
    return signal(
      false,
      '号码里没有出生日期，请在证件上核对年龄',
      'The number has no date of birth: read the age on the document',
    )
  const age = ageOn(born, chinaToday())
  return age >= minimum_age
    ? signal(true, `按号码 ${age} 周岁`, `${age} years old by the number`)
    : signal(false, `按号码 ${age} 周岁，未满 ${minimum_age}`, `${age} years old by the number, under ${minimum_age}`)
}

const pictureSignal = async (
  tx: Tx,
  documents: readonly DocumentRow[],
  mine: { customer_id: string | null; recovery_id: string | null },
): Promise<Signal> => {
  const { same_look_bits } = await documentPolicy.read(tx)
  const others = await seenElsewhere(tx, documents, mine, same_look_bits)
  return others === 0
    ? signal(true, '照片没有在其他账户出现过', 'The pictures were not sent for any other account')
    : signal(
        false,
        `相同或几乎相同的照片在另外 ${others} 个账户或申请出现过`,
        `The same or nearly the same picture was sent for ${others} other account${others === 1 ? '' : 's'} or request${others === 1 ? '' : 's'}`,
      )
}

const cardSignals = async (tx: Tx, customerId: string, name: string): Promise<Signal[]> => {
  const holders = await cardHolders(tx, customerId)
  if (holders.length === 0) return []
  return [
    holders.some((holder) => isSameName(holder, name))
      ? signal(true, '与绑定银行卡的持卡人姓名一致', 'The name is that of a linked card’s holder')
      : signal(false, '与绑定银行卡的持卡人姓名不一致', 'The name is not that of any linked card’s holder'),
  ]
}

/** What speaks for and against a submission: names, earlier numbers, pictures sent for others, age. */
export const verificationSignals = async (tx: Tx, customerId: string, claim: Claim): Promise<Signal[]> => {
  const { name } = await getCustomer(tx, customerId)
  const earlier = await passedVerifications(tx, customerId)
  const sameType = earlier.filter(({ document_type }) => document_type === claim.document_type)
  return [
    isSameName(name, claim.legal_name)
      ? signal(true, '与账户姓名一致', 'The name is that of the account')
      : signal(false, '与账户姓名不一致', 'The name is not that of the account'),
    ...(await cardSignals(tx, customerId, claim.legal_name)),
    ...(sameType.length === 0
      ? []
      : [
          sameType.some(({ number_fingerprint }) => number_fingerprint.equals(claim.number_fingerprint))
            ? signal(true, '号码与之前认证的证件相同', 'The number is that of the document verified before')
            : signal(false, '号码与之前认证的同类证件不同', 'The number is not that of the document verified before'),
        ]),
    (await isNumberTaken(tx, claim.number_fingerprint, customerId))
      ? signal(false, '这个证件已认证在另一个账户', 'The document is verified on another account')
      : signal(true, '这个证件没有认证在其他账户', 'The document is not verified on any other account'),
    await pictureSignal(tx, claim.documents, { customer_id: customerId, recovery_id: null }),
    await ageSignal(tx, claim),
  ]
}

/** What speaks for and against somebody who asks for an account back; without an account there is little to compare with. */
export const recoverySignals = async (
  tx: Tx,
  mine: { customer_id: string | null; recovery_id: string; contact_owner: string | null },
  claim: Claim,
): Promise<Signal[]> => {
  const { customer_id, recovery_id, contact_owner } = mine
  const pictures = await pictureSignal(tx, claim.documents, { customer_id, recovery_id })
  const contact =
    contact_owner !== null && contact_owner !== customer_id
      ? [signal(false, '联系地址属于另一个账户', 'The contact address belongs to another account')]
      : []
  if (customer_id === null)
    return [
      signal(
        false,
        '没有这样的账户，只能拒绝；申请人不会得知',
        'There is no such account: it can only be refused, and the applicant does not learn why',
      ),
      ...contact,
      pictures,
    ]
  const passed = await passedVerifications(tx, customer_id)
  const { name } = await getCustomer(tx, customer_id)
  return [
    isSameName(name, claim.legal_name)
      ? signal(true, '与账户姓名一致', 'The name is that of the account')
      : signal(false, '与账户姓名不一致', 'The name is not that of the account'),
    ...(await cardSignals(tx, customer_id, claim.legal_name)),
    passed.length === 0
      ? signal(
          false,
          '账户没有认证过证件，无从比对号码',
          'The account was never verified: there is no number to compare',
        )
      : passed.some(({ number_fingerprint }) => number_fingerprint.equals(claim.number_fingerprint))
        ? signal(true, '与账户认证的证件是同一个', 'The document is the one the account was verified with')
        : signal(false, '与账户认证的证件不是同一个', 'The document is not the one the account was verified with'),
    ...contact,
    pictures,
    await ageSignal(tx, claim),
  ]
}

import type { Card, LocalizedText } from '@topay/contract'
import { recordAudit } from '../audit/index.ts'
import { isNameOf } from '../identity/index.ts'
import {
  AppError,
  type Db,
  type Doer,
  found,
  inTx,
  isUniqueViolation,
  newId,
  timestamp,
  type Tx,
} from '../platform/index.ts'
import type { BankConnector, LinkResult } from './bank-connector.ts'
import { type CardRow, findCard, findCards, insertCard, lockCards, setCardRemoved, setDefaultCard } from './queries.ts'

/** A linked card as others need it to charge or show it. */
export type LinkedCard = {
  id: string
  bank_token: string
  bank_name: LocalizedText
  last4: string
  kind: 'debit' | 'credit'
  created_at: string
  removed_at: string | null
}

export const cardOf = (row: CardRow): Card => ({
  id: row.id,
  bank_name: { zh: row.bank_name_zh, en: row.bank_name_en },
  last4: row.last4,
  kind: row.kind,
  is_default: row.is_default,
  created_at: row.created_at,
})

const linkedCardOf = (row: CardRow): LinkedCard => ({
  id: row.id,
  bank_token: row.bank_token,
  bank_name: { zh: row.bank_name_zh, en: row.bank_name_en },
  last4: row.last4,
  kind: row.kind,
  created_at: row.created_at,
  removed_at: row.removed_at,
})

/** Cards that a customer can pay with. */
export const listCards = async (tx: Tx | Db, customerId: string): Promise<LinkedCard[]> =>
  (await findCards(tx, customerId)).map(linkedCardOf)

/** A card of a customer, also one that was unlinked since; undefined when it is nobody's or somebody else's. */
export const getCard = async (tx: Tx | Db, customerId: string, cardId: string): Promise<LinkedCard | undefined> => {
  const row = await findCard(tx, customerId, cardId)
  return row && linkedCardOf(row)
}

/**
 * Keeps what the bank gave for a card number: token, bank, last four. The first card is the one offered first. Throws CARD_EXISTS when the customer has linked
 * it already.
 */
const storeCard = async (
  tx: Tx,
  input: { customer_id: string; card: Extract<LinkResult, { kind: 'linked' }>; holder_name: string; at?: string },
): Promise<Card> => {
  const { card } = input
  await lockCards(tx, input.customer_id)
  const others = await findCards(tx, input.customer_id)
  const row: CardRow = {
    id: newId('card'),
    customer_id: input.customer_id,
    bank_token: card.token,
    bank_name_zh: card.bank_name.zh,
    bank_name_en: card.bank_name.en,
    last4: card.last4,
    kind: card.card_kind,
    holder_name: input.holder_name,
    is_default: others.length === 0,
    created_at: input.at ?? timestamp(),
    removed_at: null,
  }
  try {
    await insertCard(tx, row)
  } catch (error) {
    if (isUniqueViolation(error, 'bank_card_once')) throw new AppError('CARD_EXISTS')
    throw error
  }
  return cardOf(row)
}

/** Links a card: the bank turns the number into a token, and the number is forgotten. Throws CARD_NAME_DIFFERS when the holder is not the customer, CARD_INVALID, CARD_REFUSED, CARD_EXISTS, BANK_UNREACHABLE. */
export const linkCard = async (
  deps: { db: Db; bank: BankConnector },
  input: { customer_id: string; number: string; holder_name: string },
): Promise<Card> => {
  if (!(await isNameOf(deps.db, input.customer_id, input.holder_name))) throw new AppError('CARD_NAME_DIFFERS')
  const card = await deps.bank.tokenise(input.number.replaceAll(/[\s-]/g, ''), input.holder_name)
  switch (card.kind) {
    case 'linked':
      return inTx(deps.db, (tx) => storeCard(tx, { ...input, card }))
    case 'invalid':
      throw new AppError('CARD_INVALID')
    case 'refused':
      throw new AppError('CARD_REFUSED')
    case 'unreachable':
      throw new AppError('BANK_UNREACHABLE')
  }
}

/** The names that the bank confirmed for a customer's linked cards; cards from before they were kept have none. */
export const cardHolders = async (tx: Tx | Db, customerId: string): Promise<string[]> =>
  (await findCards(tx, customerId)).flatMap(({ holder_name }) => holder_name ?? [])

/** Unlinks a card; payments under way with it go on. When it was the one offered first, the oldest of the others is from now on. Throws NOT_FOUND. */
export const removeCard = (db: Db, input: { customer_id: string; card_id: string }): Promise<void> =>
  inTx(db, async (tx) => {
    const { customer_id, card_id } = input
    await lockCards(tx, customer_id)
    const removed = await setCardRemoved(tx, customer_id, card_id, timestamp())
    if (!removed) throw new AppError('NOT_FOUND')
    const [oldest, ...others] = await findCards(tx, customer_id)
    if (oldest && ![oldest, ...others].some((card) => card.is_default)) await setDefaultCard(tx, customer_id, oldest.id)
  })

/** Unlinks every card of a customer. */
export const unlinkCards = async (tx: Tx, customerId: string): Promise<void> => {
  await lockCards(tx, customerId)
  const at = timestamp()
  for (const { id } of await findCards(tx, customerId)) await setCardRemoved(tx, customerId, id, at)
}

/** Makes a card the one that is offered first. Throws NOT_FOUND for a card that is not theirs or unlinked. */
export const makeCardDefault = (db: Db, input: { customer_id: string; card_id: string; doer: Doer }): Promise<Card> =>
  inTx(db, async (tx) => {
    const { customer_id, card_id, doer } = input
    await lockCards(tx, customer_id)
    const card = found(await findCard(tx, customer_id, card_id, true))
    if (!card.is_default) {
      await setDefaultCard(tx, customer_id, card_id)
      await recordAudit(tx, { doer, action: 'card.made_default', subject: card_id })
    }
    return cardOf({ ...card, is_default: true })
  })

import type { Card, LocalizedText } from '@topay/contract'
import { AppError, type Db, inTx, isUniqueViolation, newId, timestamp, type Tx } from '../platform/index.ts'
import type { BankConnector, LinkResult } from './bank-connector.ts'
import { type CardRow, findCard, findCards, insertCard, setCardRemoved } from './queries.ts'

/** A linked card as others need it to charge or show it. */
export type LinkedCard = {
  id: string
  bank_token: string
  bank_name: LocalizedText
  last4: string
  kind: 'debit' | 'credit'
  removed_at: string | null
}

export const cardOf = (row: CardRow): Card => ({
  id: row.id,
  bank_name: { zh: row.bank_name_zh, en: row.bank_name_en },
  last4: row.last4,
  kind: row.kind,
  created_at: row.created_at,
})

const linkedCardOf = (row: CardRow): LinkedCard => ({
  id: row.id,
  bank_token: row.bank_token,
  bank_name: { zh: row.bank_name_zh, en: row.bank_name_en },
  last4: row.last4,
  kind: row.kind,
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

/** Keeps what the bank gave for a card number: token, bank, last four. Throws CARD_EXISTS when the customer has linked it already. */
const storeCard = async (
  tx: Tx,
  input: { customer_id: string; card: Extract<LinkResult, { kind: 'linked' }>; at?: string },
): Promise<Card> => {
  const { card } = input
  const row: CardRow = {
    id: newId('card'),
    customer_id: input.customer_id,
    bank_token: card.token,
    bank_name_zh: card.bank_name.zh,
    bank_name_en: card.bank_name.en,
    last4: card.last4,
    kind: card.card_kind,
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

/** Links a card: the bank turns the number into a token, and the number is forgotten. Throws CARD_INVALID, CARD_REFUSED, CARD_EXISTS, BANK_UNREACHABLE. */
export const linkCard = async (
  deps: { db: Db; bank: BankConnector },
  input: { customer_id: string; number: string; holder_name: string },
): Promise<Card> => {
  const card = await deps.bank.tokenise(input.number.replaceAll(/[\s-]/g, ''), input.holder_name)
  switch (card.kind) {
    case 'linked':
      return inTx(deps.db, (tx) => storeCard(tx, { customer_id: input.customer_id, card }))
    case 'invalid':
      throw new AppError('CARD_INVALID')
    case 'refused':
      throw new AppError('CARD_REFUSED')
    case 'unreachable':
      throw new AppError('BANK_UNREACHABLE')
  }
}

/** Unlinks a card; payments under way with it go on. Throws NOT_FOUND. */
export const removeCard = async (tx: Tx | Db, input: { customer_id: string; card_id: string }): Promise<void> => {
  const removed = await setCardRemoved(tx, input.customer_id, input.card_id, timestamp())
  if (!removed) throw new AppError('NOT_FOUND')
}

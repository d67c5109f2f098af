import type { CustomerCase, DeskCase, Message, Receipts } from '@topay/contract'
import type { Db } from '../platform/index.ts'
import { maskedCustomers } from '../identity/index.ts'
import type { Card, CaseKinds } from './case-kind.ts'
import type { CaseOverview } from './list-queries.ts'
import { agentsById } from './people.ts'
import type { Agent } from '../staff/index.ts'
import type { CaseRow, MessageRow } from './queries.ts'

export const receiptsOf = (row: CaseRow): Receipts => ({
  customer_delivered_seq: row.customer_delivered_seq,
  customer_read_seq: row.customer_read_seq,
  staff_delivered_seq: row.staff_delivered_seq,
  staff_read_seq: row.staff_read_seq,
})

export const ratingOf = (row: Pick<CaseRow, 'rating_score' | 'rating_comment'>): CustomerCase['rating'] =>
  row.rating_score === null ? null : { score: row.rating_score, comment: row.rating_comment ?? '' }

const messageOf = (row: MessageRow, agents: ReadonlyMap<string, Agent>): Message => ({
  id: row.id,
  case_id: row.case_id,
  seq: row.seq,
  client_id: row.client_id,
  author: row.author,
  agent: row.author === 'staff' ? (agents.get(row.author_id ?? '') ?? null) : null,
  kind: row.kind,
  text: row.text,
  // What stands in these columns was written by us, in the contract's shapes.
  card: row.card as Message['card'],
  event: row.event as Message['event'],
  attachments: row.attachments as Message['attachments'],
  created_at: row.created_at,
})

/** Messages as they go over the wire, with the names of the staff who wrote them. */
export const toMessages = async (db: Db, rows: MessageRow[]): Promise<Message[]> => {
  const agents = await agentsById(
    db,
    rows.flatMap((row) => (row.author === 'staff' && row.author_id !== null ? [row.author_id] : [])),
  )
  return rows.map((row) => messageOf(row, agents))
}

export const toMessage = async (db: Db, row: MessageRow): Promise<Message> => {
  const [message] = await toMessages(db, [row])
  return message as Message
}

const commonFields = (row: CaseOverview, agents: ReadonlyMap<string, Agent>) => ({
  id: row.id,
  number: row.number,
  topic: row.topic,
  channel: row.channel,
  status: row.status,
  priority: row.priority,
  subject: row.subject,
  payment_id: row.kind === 'payment' ? row.reference : null,
  agent: agents.get(row.assignee_id ?? '') ?? null,
  last_message:
    row.last_author === null || row.last_kind === null || row.last_text === null || row.last_at === null
      ? null
      : {
          author: row.last_author,
          kind: row.last_kind,
          text: row.last_text,
          event: row.last_event as Message['event'],
          created_at: row.last_at,
        },
  receipts: receiptsOf(row),
  rating: ratingOf(row),
  opened_at: row.opened_at,
  closed_at: row.closed_at,
  unread: Number(row.unread),
})

const assigneesOf = (db: Db, rows: CaseOverview[]): Promise<ReadonlyMap<string, Agent>> =>
  agentsById(
    db,
    rows.flatMap((row) => row.assignee_id ?? []),
  )

/** Cases as their customer sees them: numbered up to the last message that is theirs to see. */
export const toCustomerCases = async (db: Db, rows: CaseOverview[]): Promise<CustomerCase[]> => {
  const agents = await assigneesOf(db, rows)
  return rows.map((row) => ({ ...commonFields(row, agents), last_seq: row.last_public_seq }))
}

const cardsOf = async (db: Db, kinds: CaseKinds, rows: CaseOverview[]): Promise<Map<string, Card>> => {
  const references = rows.flatMap((row) => (row.kind === 'payment' && row.reference !== null ? [row.reference] : []))
  return references.length > 0 ? kinds.payment.cards(db, references) : new Map()
}

/** Cases as the desk sees them, with the customer's masked name and the matter as it stands now. */
export const toDeskCases = async (db: Db, kinds: CaseKinds, rows: CaseOverview[]): Promise<DeskCase[]> => {
  const agents = await assigneesOf(db, rows)
  const customers = await maskedCustomers(
    db,
    rows.flatMap((row) => row.customer_id ?? []),
  )
  const cards = await cardsOf(db, kinds, rows)
  return rows.map((row) => ({
    ...commonFields(row, agents),
    last_seq: row.last_seq,
    internal: row.internal,
    customer_name: customers.get(row.customer_id ?? '')?.name ?? null,
    customer_locale: customers.get(row.customer_id ?? '')?.locale ?? null,
    assignee_id: row.assignee_id,
    waiting_since: row.waiting_since,
    first_response_at: row.first_response_at,
    payment: cards.get(row.reference ?? '') ?? null,
  }))
}

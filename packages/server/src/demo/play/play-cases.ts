import {
  addNote,
  assignCase,
  closeCase,
  markCaseMessages,
  markMessages,
  openCase,
  rateCase,
  replyToCase,
  sendMessage,
  setCaseStatus,
} from '../../cases/index.ts'
import { inTx } from '../../platform/index.ts'
import type { Scheduled } from '../schedule/actions.ts'
import { idOf, type World } from './world.ts'

/** An action of a conversation. */
export type CaseAction = Extract<Scheduled, { case: string }>

/** Beyond the last message of every conversation: receipts stop at what there is. */
const EVERYTHING = { delivered_seq: 1_000, read_seq: 1_000 }

const open = (world: World, action: Extract<CaseAction, { do: 'open_case' }>): Promise<void> =>
  inTx(world.db, async (tx) => {
    const customer_id = idOf(world.customers, action.customer)
    const { topic, text, payment } = action
    const id = await openCase(tx, world.kinds, {
      customer_id,
      topic,
      text,
      ...(payment !== undefined && { matter: { kind: 'payment', reference: idOf(world.payments, payment) } }),
    })
    world.cases.set(action.case, { id, customer_id })
  })

/** Does what an action says in its conversation. */
export const playCase = async (world: World, action: CaseAction): Promise<void> => {
  if (action.do === 'open_case') return open(world, action)
  const { id: case_id, customer_id } = idOf(world.cases, action.case)
  if (action.do === 'tell') return world.tellCustomer({ case_id })
  const written = { case_id, attachments: [], client_id: null }
  await inTx(world.db, async (tx): Promise<unknown> => {
    switch (action.do) {
      case 'say':
        return sendMessage(tx, { ...written, customer_id, text: action.text })
      case 'customer_reads':
        return markMessages(tx, { case_id, customer_id, ...EVERYTHING })
      case 'rate':
        return rateCase(tx, { case_id, customer_id, score: action.score, comment: action.comment })
    }
    const staff = idOf(world.staff, action.by)
    switch (action.do) {
      case 'assign':
        return assignCase(tx, { case_id, staff, assignee_id: idOf(world.staff, action.to).id })
      case 'reply':
        return replyToCase(tx, { ...written, staff, text: action.text })
      case 'note':
        return addNote(tx, { ...written, staff, text: action.text })
      case 'wait':
        return setCaseStatus(tx, { case_id, staff, status: 'waiting_customer' })
      case 'staff_reads':
        return markCaseMessages(tx, { case_id, staff_id: staff.id, ...EVERYTHING })
      case 'close':
        return closeCase(tx, world.kinds, { case_id, staff, reason: action.reason })
    }
  })
}

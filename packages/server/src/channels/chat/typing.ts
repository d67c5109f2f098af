import { allows } from '@topay/contract'
import { caseAudience } from '../../cases/index.ts'
import type { Actor, Db, TypingHook } from '../../platform/index.ts'
import { getAgent } from '../../staff/index.ts'

const caseId = /^case_[0-9a-f]{32}$/

/**
 * Signals of typing in a chat: from the customer of the case to the desk, and from staff who may answer to the customer and their colleagues. Nobody else's
 * go anywhere, and none go into a closed case from the desk, where staff cannot answer.
 */
export const chatTyping =
  (db: Db): TypingHook =>
  async (actor: Actor, id: string) => {
    if (!caseId.test(id) || actor.realm === 'merchant') return null
    if (actor.realm === 'staff' && !allows(actor.roles, 'cases.reply')) return null
    const found = await caseAudience(db, id)
    if (!found) return null
    if (actor.realm === 'customer') {
      if (found.internal || found.customer_id !== actor.id) return null
      return { to: ['desk'], frame: { type: 'typing', case_id: id, author: 'customer', name: null } }
    }
    if (found.status === 'closed') return null
    const { name } = await getAgent(db, actor.id)
    const isForCustomer = !found.internal && found.customer_id !== null
    return {
      to: [...(isForCustomer ? [`customer:${found.customer_id}` as const] : []), 'desk'],
      frame: { type: 'typing', case_id: id, author: 'staff', name },
    }
  }

import { allows } from '@topay/contract'
import { AppError, type Db } from '../platform/index.ts'
import { type Agent, getAgents, getStaffMember } from '../staff/index.ts'

/** Agents as customers know them, by id. */
export const agentsById = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Agent>> =>
  ids.length === 0 ? new Map() : getAgents(db, ids)

/** Whether cases can be given to this staff member: active, and allowed to answer. */
export const mayServe = async (db: Db, staffId: string): Promise<boolean> => {
  const member = await getStaffMember(db, staffId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null
    throw error
  })
  return member !== null && member.active && allows(member.roles, 'cases.reply')
}

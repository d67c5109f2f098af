import { failureCodes, failures } from '@topay/contract'
import type { Kysely, Selectable } from 'kysely'
import type { Db, Position, Tx } from '../platform/index.ts'

type Tables = Db extends Kysely<infer All> ? All : never
export type FlagRow = Selectable<Tables['risk_flag']>

export const insertFlag = (tx: Tx, row: FlagRow) => tx.insertInto('risk_flag').values(row).execute()

/** The flags that stand on any of the subjects, the oldest first. */
export const findStandingFlags = (tx: Tx | Db, subjects: readonly string[]): Promise<FlagRow[]> =>
  tx
    .selectFrom('risk_flag')
    .selectAll()
    .where('subject_id', 'in', [...subjects])
    .where('lifted_at', 'is', null)
    .orderBy('raised_at')
    .orderBy('id')
    .execute()

/** Standing flags, the latest first; `after` is the position of the last one that was seen. */
export const findFlags = (
  tx: Tx | Db,
  query: { subject_id?: string | undefined; after: Position | null; limit: number },
): Promise<FlagRow[]> =>
  tx
    .selectFrom('risk_flag')
    .selectAll()
    .where('lifted_at', 'is', null)
    .$if(query.subject_id !== undefined, (q) => q.where('subject_id', '=', query.subject_id ?? ''))
    .$if(query.after !== null, (q) =>
      q.where((eb) =>
        eb(eb.refTuple('raised_at', 'id'), '<', eb.tuple(query.after?.created_at ?? '', query.after?.id ?? '')),
      ),
    )
    .orderBy('raised_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit)
    .execute()

/** Lifts a standing flag; undefined when there is none with this id. */
export const setFlagLifted = (tx: Tx, id: string, by: { lifted_by: string; lifted_at: string }) =>
  tx
    .updateTable('risk_flag')
    .set(by)
    .where('id', '=', id)
    .where('lifted_at', 'is', null)
    .returning('subject_id')
    .executeTakeFirst()

/** Whether there is such a customer or merchant. */
export const subjectExists = async (tx: Tx, id: string): Promise<boolean> => {
  const found = id.startsWith('cus_')
    ? await tx.selectFrom('customer').select('id').where('id', '=', id).executeTakeFirst()
    : await tx.selectFrom('merchant').select('id').where('id', '=', id).executeTakeFirst()
  return found !== undefined
}

/**
 * Refusals that say something about the payer. What a network, a merchant, Topay or this very rule did says nothing; a wrong name of a payee does: names could
 * be tried one by one.
 */
const telling = failureCodes.filter(
  (code) =>
    code === 'PAYEE_BAD' ||
    (code !== 'RISK_REJECT' && ['balance', 'limit', 'security', 'risk', 'bank'].includes(failures[code].cause_class)),
)

/** How many payments and transfers of a customer were refused since a moment, for a reason that lies with payer or card. */
export const countRefused = async (tx: Tx, customerId: string, since: string): Promise<number> => {
  const { refused } = await tx
    .selectFrom('wallet_transaction')
    .select((eb) => eb.fn.countAll<number>().as('refused'))
    .where('customer_id', '=', customerId)
    .where('created_at', '>', since)
    .where('status', '=', 'failed')
    .where('kind', 'in', ['payment', 'transfer'])
    .where('failure_code', 'in', telling)
    .executeTakeFirstOrThrow()
  return Number(refused)
}

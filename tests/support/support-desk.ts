import { randomUUID } from 'node:crypto'
import type { Role, StreamEvent } from '@topay/contract'
import {
  AppError,
  createLog,
  type Db,
  inTx,
  newId,
  openDatabase,
  timestamp,
} from '../../packages/server/src/platform/index.ts'
import { createCustomer } from '../../packages/server/src/identity/index.ts'
import { createStaffMember } from '../../packages/server/src/staff/index.ts'
import {
  type CaseCard,
  type CaseKinds,
  type InternalCaseKind,
  openCase,
  type StaffDoer,
} from '../../packages/server/src/cases/index.ts'
import { createTestDatabase } from './database.ts'

/** A kind of internal case that knows nothing. */
const noMatter: InternalCaseKind = { panel: async () => ({}), clearUp: async () => null }
/** All kinds of internal cases, as if no module had plugged one in. */
export const noMatters = { reconciliation: noMatter, verification: noMatter, recovery: noMatter }

/** A database with customers and staff, and a kind of case whose matters are made up by the test: a support desk without the modules around it. */
export const openSupportDesk = async () => {
  const database = await createTestDatabase({ template: 'migrated' })
  const opened = openDatabase({ url: database.url, size: 12, log: createLog({ level: 'silent' }) })
  const { db } = opened
  const matters = new Map<string, { customer_id: string; card: CaseCard }>()

  const matterOf = (reference: string) => {
    const matter = matters.get(reference)
    if (!matter) throw new AppError('NOT_FOUND')
    return matter
  }
  const kinds: CaseKinds = {
    payment: {
      topic: 'payment',
      context: async (_tx, customerId, reference) => {
        const { customer_id, card } = matterOf(reference)
        if (customer_id !== customerId) throw new AppError('NOT_FOUND')
        return { subject: card.merchant.zh, card }
      },
      cards: async (_db, references) =>
        new Map(references.map((reference) => [reference, matterOf(reference).card] as const)),
      panel: async (_db, reference) => ({ diagnosis: null, title: matterOf(reference).card.merchant }),
    },
    ...noMatters,
  }

  /** A customer without a password that works, who can do all that needs no sign-in. */
  const customer = (name = '陈思远'): Promise<string> =>
    inTx(db, (tx) =>
      createCustomer(tx, {
        name,
        locale: 'zh-CN',
        addresses: [{ kind: 'email', value: `${randomUUID()}@example.com` }],
        password_hash: 'none',
      }),
    )

  const staff = async (roles: Role[] = ['agent']): Promise<StaffDoer> => {
    const member = await inTx(db, (tx) =>
      createStaffMember(tx, {
        email: `${randomUUID()}@staff.example.com`,
        name: { zh: '林晓', en: 'Lin Xiao' },
        roles,
        password: 'staff horse battery',
        doer: { kind: 'system', id: 'test' },
      }),
    )
    return { id: member.id, roles }
  }

  /** A failed payment, as far as cases know one. */
  const matter = (customer_id: string): string => {
    const payment_id = newId('payment')
    const card: CaseCard = {
      type: 'payment',
      payment_id,
      merchant: { zh: '山岚户外', en: 'Shanlan Outdoor' },
      category: 'outdoor',
      amount: { amount: 8_600, currency: 'CNY' },
      status: 'failed',
      failure_code: 'BAL_WALLET',
      money_moved: 'no',
      created_at: timestamp(),
    }
    matters.set(payment_id, { customer_id, card })
    return payment_id
  }

  return {
    db,
    kinds,
    customer,
    staff,
    matter,
    databaseUrl: database.url,
    open: (customer_id: string, text = '钱呢？') =>
      inTx(db, (tx) => openCase(tx, kinds, { customer_id, topic: 'other', text })),
    openWordless: (customer_id: string) => inTx(db, (tx) => openCase(tx, kinds, { customer_id, topic: 'other' })),
    openAbout: (customer_id: string, reference: string, text?: string) =>
      inTx(db, (tx) =>
        openCase(tx, kinds, {
          customer_id,
          topic: 'other',
          matter: { kind: 'payment', reference },
          ...(text !== undefined && { text }),
        }),
      ),
    eventsOf: (stream: string): Promise<StreamEvent[]> => eventsOf(db, stream),
    close: async () => {
      await opened.close()
      await database.drop()
    },
  }
}
export type SupportDesk = Awaited<ReturnType<typeof openSupportDesk>>

const eventsOf = async (db: Db, stream: string): Promise<StreamEvent[]> => {
  const rows = await db.selectFrom('stream_event').select('event').where('stream', '=', stream).orderBy('seq').execute()
  return rows.map((row) => row.event as StreamEvent)
}

/** For assert.rejects: the refusal has this code. */
export const refusedWith =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof AppError && error.code === code

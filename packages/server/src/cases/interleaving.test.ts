import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as fc from 'fast-check'
import type { Message, Receipts } from '@topay/contract'
import { openSupportDesk, type SupportDesk } from '../../../../tests/support/support-desk.ts'
import { AppError, inTx } from '../platform/index.ts'
import {
  addNote,
  assignCase,
  closeCase,
  listCaseMessages,
  markCaseMessages,
  markMessages,
  replyToCase,
  sendMessage,
  setCaseStatus,
  type StaffDoer,
} from './index.ts'

let desk: SupportDesk
let staff: StaffDoer[]
let customer: string
before(async () => {
  desk = await openSupportDesk()
  staff = [await desk.staff(), await desk.staff(['supervisor'])]
  customer = await desk.customer()
})
after(() => desk.close())

/** `key`: small, so that retries and reused keys happen often. */
type Act =
  | { do: 'send'; key: number; text: string }
  | { do: 'reply' | 'note'; by: 0 | 1; key: number; text: string }
  | { do: 'take' | 'put_back' | 'close' | 'wait' | 'resume'; by: 0 | 1 }
  | { do: 'mark'; side: 'customer' | 'staff'; delivered: number; read: number }

const by = fc.constantFrom<0 | 1>(0, 1)
const key = fc.nat(5)
const text = fc.constantFrom('在吗', '好的')
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), key, text }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('reply' as const, 'note' as const), by, key, text }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('take', 'put_back', 'close', 'wait', 'resume'),
      by,
    }) as fc.Arbitrary<Act>,
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('mark' as const),
      side: fc.constantFrom('customer' as const, 'staff' as const),
      delivered: fc.nat(30),
      read: fc.nat(30),
    }),
  },
)

const refusals = new Set([
  'IDEMPOTENCY_KEY_REUSED',
  'CASE_CLOSED',
  'CASE_NOT_YOURS',
  'PERMISSION_MISSING',
  'TRANSITION_ILLEGAL',
])

type Told = { message: Message; author: string; key: string }
type Heard = { told: Told[]; receipts: Receipts[] }

const perform = async (case_id: string, one: Act, heard: Heard): Promise<void> => {
  const { db } = desk
  const attachments: string[] = []
  const member = 'by' in one ? (staff[one.by] as StaffDoer) : (staff[0] as StaffDoer)
  switch (one.do) {
    case 'send': {
      const client_id = `k${one.key}`
      const sent = { case_id, customer_id: customer, text: one.text, attachments, client_id }
      heard.told.push({ message: await inTx(db, (tx) => sendMessage(tx, sent)), author: customer, key: client_id })
      return
    }
    case 'reply':
    case 'note': {
      const client_id = `k${one.key}`
      const sent = { case_id, staff: member, text: one.text, attachments, client_id }
      const verb = one.do === 'reply' ? replyToCase : addNote
      heard.told.push({ message: await inTx(db, (tx) => verb(tx, sent)), author: member.id, key: client_id })
      return
    }
    case 'take':
    case 'put_back': {
      const assignee_id = one.do === 'take' ? member.id : null
      return inTx(db, (tx) => assignCase(tx, { case_id, staff: member, assignee_id }))
    }
    case 'close':
      return inTx(db, (tx) => closeCase(tx, desk.kinds, { case_id, staff: member, reason: 'solved' }))
    case 'wait':
    case 'resume': {
      const status = one.do === 'wait' ? 'waiting_customer' : 'open'
      return inTx(db, (tx) => setCaseStatus(tx, { case_id, staff: member, status }))
    }
    case 'mark': {
      const upTo = { case_id, delivered_seq: one.delivered, read_seq: one.read }
      heard.receipts.push(
        await inTx(db, (tx) =>
          one.side === 'customer'
            ? markMessages(tx, { ...upTo, customer_id: customer })
            : markCaseMessages(tx, { ...upTo, staff_id: member.id }),
        ),
      )
    }
  }
}

const seqsOf = (messages: Message[]) => messages.map(({ seq }) => seq)
const covers = (later: Receipts, earlier: Receipts): boolean =>
  (Object.keys(earlier) as (keyof Receipts)[]).every((side) => later[side] >= earlier[side])

test('however sends, retries, answers, notes, closings and receipts run into each other, a conversation stays whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), async (rounds) => {
      const case_id = await desk.open(customer)
      const heard: Heard = { told: [], receipts: [] }
      let before = (await listCaseMessages(desk.db, case_id, { limit: 200 })).receipts
      for (const together of rounds) {
        const outcomes = await Promise.allSettled(together.map((one) => perform(case_id, one, heard)))
        for (const outcome of outcomes) {
          if (outcome.status === 'fulfilled') continue
          const { reason } = outcome as { reason: unknown }
          assert.ok(reason instanceof AppError && refusals.has(reason.code), `unexpected: ${String(reason)}`)
        }
        const page = await listCaseMessages(desk.db, case_id, { limit: 200 })
        assert.ok(covers(page.receipts, before), 'receipts never go back')
        for (const receipts of heard.receipts)
          assert.ok(covers(page.receipts, receipts), 'nor behind what was answered')
        before = page.receipts
      }

      const { items, last_seq, receipts } = await listCaseMessages(desk.db, case_id, { limit: 200 })
      assert.deepEqual(
        seqsOf(items),
        items.map((_, index) => index + 1),
        'numbered without gaps',
      )
      assert.equal(last_seq, items.length)
      assert.ok(Object.values(receipts).every((seq) => seq <= last_seq))

      const byKey = Map.groupBy(heard.told, ({ author, key }) => `${author} ${key}`)
      for (const answers of byKey.values()) {
        assert.equal(
          new Set(answers.map(({ message }) => message.id)).size,
          1,
          'one message per key, whatever the retries',
        )
      }
      for (const { message } of heard.told) {
        assert.deepEqual(
          items.find(({ id }) => id === message.id),
          message,
          'what was acknowledged is stored as it was acknowledged',
        )
      }
      assert.equal(items.filter(({ client_id }) => client_id !== null).length, byKey.size, 'and nothing else is')

      const messagesIn = async (stream: string) =>
        (await desk.eventsOf(stream)).flatMap((event) =>
          event.type === 'message' && event.case_id === case_id ? [event.message] : [],
        )
      assert.deepEqual(await messagesIn('desk'), items, 'the desk heard every message once, in order')
      assert.deepEqual(
        await messagesIn(`customer:${customer}`),
        items.filter(({ kind }) => kind !== 'note'),
        'the customer heard all but the notes',
      )
    }),
    { numRuns: 25 },
  )
})

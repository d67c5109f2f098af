import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openSupportDesk, refusedWith, type SupportDesk } from '../../../../tests/support/support-desk.ts'
import { encodeCursor, inTx, MINUTE, moveClock } from '../platform/index.ts'
import {
  assignCase,
  closeCase,
  listCases,
  listMyCases,
  openUrgentCase,
  replyToCase,
  sendMessage,
  type StaffDoer,
} from './index.ts'

let desk: SupportDesk
let agent: StaffDoer
let other: StaffDoer
let customer: string
before(async () => {
  desk = await openSupportDesk()
  agent = await desk.staff()
  other = await desk.staff(['supervisor'])
  customer = await desk.customer('陈思远')
})
after(() => desk.close())

type View = 'mine' | 'unassigned' | 'all' | 'closed'
const list = (view: View, more: { cursor?: string | null; limit?: number; q?: string } = {}) =>
  listCases(desk.db, desk.kinds, agent.id, {
    view,
    limit: more.limit ?? 100,
    q: more.q,
    cursor: more.cursor ?? undefined,
  })
const ids = async (view: View, q?: string) =>
  (await list(view, { ...(q !== undefined && { q }) })).items.map(({ id }) => id)
const take = (case_id: string, staff: StaffDoer) =>
  inTx(desk.db, (tx) => assignCase(tx, { case_id, staff, assignee_id: staff.id }))
const answer = (case_id: string, staff: StaffDoer) =>
  inTx(desk.db, (tx) => replyToCase(tx, { case_id, staff, text: '您好', attachments: [], client_id: null }))
const close = (case_id: string) =>
  inTx(desk.db, (tx) => closeCase(tx, desk.kinds, { case_id, staff: other, reason: 'solved' }))
/** Cases opened a minute apart, the first the oldest. */
const openSome = async (texts: string[]): Promise<string[]> => {
  const opened: string[] = []
  moveClock(-texts.length * MINUTE)
  for (const text of texts) {
    opened.push(await desk.open(customer, text))
    moveClock(MINUTE)
  }
  return opened
}

test('views hold what they say, and the counts are of all of them', async () => {
  const [a = '', b = '', c = '', d = ''] = await openSome(['甲', '乙', '丙', '丁'])
  await take(a, agent)
  await take(b, other)
  await close(d)
  assert.deepEqual(await ids('mine'), [a])
  assert.deepEqual(await ids('unassigned'), [c])
  assert.deepEqual(await ids('all'), [a, b, c])
  assert.deepEqual(await ids('closed'), [d])
  assert.deepEqual((await list('mine')).counts, { mine: 1, unassigned: 1, all: 3, closed: 1 })
  for (const id of [a, b, c]) await close(id)
})

test('the longest wait comes first, then what waits for nobody, newest first; closed cases by when they were closed', async () => {
  const [a = '', b = '', c = '', d = ''] = await openSome(['甲', '乙', '丙', '丁'])
  await answer(a, agent)
  await answer(c, agent)
  await answer(b, agent)
  moveClock(MINUTE)
  await inTx(desk.db, (tx) =>
    sendMessage(tx, { case_id: b, customer_id: customer, text: '还在', attachments: [], client_id: null }),
  )
  moveClock(-MINUTE)
  assert.deepEqual(await ids('all'), [d, b, c, a])
  await close(c)
  moveClock(MINUTE)
  await close(a)
  moveClock(-MINUTE)
  assert.deepEqual((await ids('closed')).slice(0, 2), [a, c])
  await close(b)
  await close(d)
})

test('an urgent case that waits comes first, in every view and over pages; answered, it is one like the others', async () => {
  const opened = await openSome(['甲', '乙', '丙'])
  const urgent = () =>
    inTx(desk.db, (tx) =>
      openUrgentCase(tx, {
        customer_id: customer,
        topic: 'security',
        subject: { zh: '账户已冻结', en: 'Account frozen' },
        note: { zh: '请先联系客户', en: 'Reach the customer first' },
      }),
    )
  const { case_id } = await urgent()
  assert.deepEqual(await urgent(), await urgent(), 'one is open for each customer and topic')
  assert.deepEqual(await ids('all'), [case_id, ...opened])
  assert.deepEqual(await ids('unassigned'), [case_id, ...opened])
  const pages: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof list>> = await list('all', { limit: 1, cursor })
    pages.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor
  } while (cursor !== null)
  assert.deepEqual(pages, [case_id, ...opened])
  const [first] = (await list('all')).items
  assert.deepEqual([first?.priority, first?.subject], ['urgent', '账户已冻结'])
  assert.equal((await listMyCases(desk.db, customer, { limit: 1 })).items[0]?.priority, 'urgent')
  await answer(case_id, agent)
  assert.deepEqual(await ids('all'), [...opened, case_id])
  for (const id of await ids('all')) await close(id)
})

test('pages hold every case that did not move exactly once, whatever happens between them', async () => {
  const opened = await openSome(Array.from({ length: 9 }, (_, index) => `第 ${index}`))
  await answer(opened[7] ?? '', agent)
  await answer(opened[8] ?? '', agent)
  const seen: string[] = []
  let cursor: string | null = null
  let rounds = 0
  do {
    const page: Awaited<ReturnType<typeof list>> = await list('all', { limit: 2, cursor })
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor
    rounds += 1
    // The last case of the first page is answered, the first of the list is closed, and a new one comes in.
    if (rounds === 1) {
      await answer(opened[1] ?? '', agent)
      await close(opened[0] ?? '')
      await desk.open(customer, '新的')
    }
  } while (cursor !== null)
  for (const id of opened.slice(2)) assert.equal(seen.filter((one) => one === id).length, 1)
  assert.equal((await list('all', { limit: 100 })).next_cursor, null)
  for (const id of await ids('all')) await close(id)
})

test('closed cases and my own cases come in pages too', async () => {
  const closed = await ids('closed')
  const first = await list('closed', { limit: 3 })
  const second = await list('closed', { limit: 100, cursor: first.next_cursor })
  assert.deepEqual(
    [...first.items, ...second.items].map(({ id }) => id),
    closed,
  )
  const mine = await listMyCases(desk.db, customer, { limit: 100 })
  const page = await listMyCases(desk.db, customer, { limit: 4 })
  const rest = await listMyCases(desk.db, customer, { limit: 100, cursor: page.next_cursor ?? undefined })
  assert.deepEqual([...page.items, ...rest.items], mine.items)
  assert.equal((await listMyCases(desk.db, await desk.customer(), { limit: 10 })).items.length, 0)
})

test('a search finds numbers however they are spaced, subjects and what was said last, and takes no character for a pattern', async () => {
  const [a = '', b = ''] = await openSome(['退款 100% 没到', 'Top-up is missing'])
  const { items } = await list('all')
  const number = items.find(({ id }) => id === a)?.number ?? ''
  assert.deepEqual(await ids('all', number), [a])
  assert.deepEqual(await ids('all', number.replaceAll(' ', '').toLowerCase()), [a])
  assert.deepEqual(await ids('all', '100%'), [a])
  assert.deepEqual(await ids('all', '1%没'), [])
  assert.deepEqual(await ids('all', 'TOP-UP'), [b])
  await inTx(desk.db, (tx) =>
    sendMessage(tx, { case_id: b, customer_id: customer, text: '江岚银行', attachments: [], client_id: null }),
  )
  assert.deepEqual(await ids('all', '江岚'), [b])
  assert.deepEqual(await ids('all', '陈思远'), [], 'names are masked, so they are not searched either')
})

test('a cursor that we did not make is refused, never an error of ours', async () => {
  for (const cursor of [
    'x',
    encodeCursor([0, 'now', 'x', 'y']),
    encodeCursor([1, null, null, 'x']),
    encodeCursor([1, 2, 3, 4]),
  ])
    await assert.rejects(list('all', { cursor }), refusedWith('INPUT_INVALID'))
  for (const cursor of [encodeCursor(['', 'x']), encodeCursor(["2026-11-24' or '1'='1", 'x'])]) {
    await assert.rejects(list('closed', { cursor }), refusedWith('INPUT_INVALID'))
    await assert.rejects(listMyCases(desk.db, customer, { limit: 5, cursor }), refusedWith('INPUT_INVALID'))
  }
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openSupportDesk, type SupportDesk } from '../../../../../tests/support/support-desk.ts'
import { closeCase, openInternalCase, type StaffDoer } from '../../cases/index.ts'
import { type Actor, inTx, newId, type TypingHook } from '../../platform/index.ts'
import { chatTyping } from './typing.ts'

let desk: SupportDesk
let typing: TypingHook
let customer: string
let case_id: string
before(async () => {
  desk = await openSupportDesk()
  typing = chatTyping(desk.db)
  customer = await desk.customer()
  case_id = await desk.open(customer)
})
after(() => desk.close())

const asCustomer = (id: string): Actor => ({ realm: 'customer', id, session_id: '' })
const asStaff = (staff: StaffDoer): Actor => ({ realm: 'staff', session_id: '', ...staff })

test("the customer's typing goes to the desk, without a name", async () => {
  assert.deepEqual(await typing(asCustomer(customer), case_id), {
    to: ['desk'],
    frame: { type: 'typing', case_id, author: 'customer', name: null },
  })
})

test('staff typing goes to the customer and the desk, with the name the customer knows', async () => {
  const signal = await typing(asStaff(await desk.staff()), case_id)
  assert.deepEqual(signal?.to, [`customer:${customer}`, 'desk'])
  assert.deepEqual(signal?.frame.name, { zh: '林晓', en: 'Lin Xiao' })
})

test('in an internal case staff see each other type, and the customer it is about sees and types nothing', async () => {
  const internal = await inTx(desk.db, (tx) =>
    openInternalCase(tx, {
      kind: 'reconciliation',
      reference: newId('difference'),
      subject: '对账 Reconciliation',
      topic: 'payment',
      text: { zh: '', en: '' },
      customer_id: customer,
    }),
  )
  assert.deepEqual((await typing(asStaff(await desk.staff()), internal))?.to, ['desk'])
  assert.equal(await typing(asCustomer(customer), internal), null)
})

test('nobody else types in a case, and nobody in none', async () => {
  const agent = await desk.staff()
  const closed = await desk.open(customer)
  await inTx(desk.db, (tx) =>
    closeCase(tx, desk.kinds, { case_id: closed, staff: { id: '', roles: ['supervisor'] }, reason: 'other' }),
  )
  const refused: [Actor, string][] = [
    [asCustomer(await desk.customer()), case_id],
    [asStaff(await desk.staff(['auditor'])), case_id],
    [{ realm: 'merchant', id: newId('merchant'), key_id: newId('api_key'), scopes: [] }, case_id],
    [asStaff(agent), newId('case')],
    [asStaff(agent), closed],
    [asStaff(agent), 'case_\u0000'],
  ]
  for (const [actor, id] of refused) assert.equal(await typing(actor, id), null)
})

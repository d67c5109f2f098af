import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { inTx, isUniqueViolation } from '../platform/index.ts'
import {
  createCustomer,
  customerLocale,
  getCustomer,
  maskedCustomer,
  maskedCustomers,
  reachCustomer,
} from './customers.ts'

const world = await useDatabase()
const base = { locale: 'zh-CN', password_hash: 'never checked here' } as const
const email = { kind: 'email', value: 'lin@example.com' } as const
let lin: string
let maya: string
before(async () => {
  lin = await inTx(world.db, (tx) =>
    createCustomer(tx, {
      ...base,
      name: '陈思远',
      addresses: [email, { kind: 'phone', value: '+8613812346024' }],
      payment_password_hash: 'set',
      created_at: '2026-05-01T08:00:00.000Z',
    }),
  )
  maya = await inTx(world.db, (tx) =>
    createCustomer(tx, {
      ...base,
      name: 'Maya Roberts',
      locale: 'en',
      addresses: [{ kind: 'email', value: 'maya@example.com' }],
    }),
  )
})

test('customers see themselves in full', async () => {
  assert.deepEqual(await getCustomer(world.db, lin), {
    id: lin,
    name: '陈思远',
    locale: 'zh-CN',
    email: 'lin@example.com',
    phone: '+8613812346024',
    payment_password: 'set',
    payment_password_locked_until: null,
    two_factor: 'off',
    verification_class: 1,
    frozen_at: null,
    outbound_hold: null,
    created_at: '2026-05-01T08:00:00.000Z',
  })
})

test('colleagues see them masked, one or many', async () => {
  const masked = {
    id: lin,
    name: '陈*远',
    phone: '138****6024',
    email: 'l***@example.com',
    locale: 'zh-CN',
    payment_password: 'set',
    member_since: '2026-05-01T08:00:00.000Z',
  }
  assert.deepEqual(await maskedCustomer(world.db, lin), masked)
  const many = await maskedCustomers(world.db, [lin, maya, lin, 'cus_0'])
  assert.deepEqual([...many.keys()].toSorted(), [lin, maya].toSorted())
  assert.deepEqual(many.get(lin), masked)
  assert.deepEqual([many.get(maya)?.name, many.get(maya)?.phone], ['Maya R.', null])
  assert.equal((await maskedCustomers(world.db, [])).size, 0)
})

test('a customer is reached by SMS when there is a phone number, else by e-mail, in their language', async () => {
  assert.deepEqual(await reachCustomer(world.db, lin), {
    channel: 'sms',
    to: '+8613812346024',
    customer_id: lin,
    locale: 'zh-CN',
  })
  assert.deepEqual(await reachCustomer(world.db, maya), {
    channel: 'email',
    to: 'maya@example.com',
    customer_id: maya,
    locale: 'en',
  })
  assert.equal(await customerLocale(world.db, maya), 'en')
})

test('an address belongs to one customer', async () => {
  const taken = inTx(world.db, (tx) => createCustomer(tx, { ...base, name: '别人', addresses: [email] }))
  await assert.rejects(taken, (error) => isUniqueViolation(error, 'customer_contact_pkey'))
})

test('an unknown customer is not found', async () => {
  for (const ask of [getCustomer, maskedCustomer, customerLocale, reachCustomer])
    await assert.rejects(ask(world.db, 'cus_0'), refusedWith('NOT_FOUND'))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { loadConfig } from '../platform/index.ts'
import { createFirstAdmin } from './first-admin.ts'
import { issueSetupToken } from './index.ts'
import { selectAllStaff } from './queries.ts'

const { db } = await useDatabase()
const config = loadConfig({ TOPAY_ENV: 'test', TOPAY_SECRET: 'a secret of this test, long enough' })
const client = { ip: '127.0.0.1', user_agent: 'test', request_id: 'req_1' }
const create = (setup_token: string, password = 'admin horse battery') =>
  createFirstAdmin(db, config, { setup_token, name: '周岚', email: 'zhou@staff.example.com', password, client })

// One story, in order: the database of this file starts without staff.

test('every start prints a fresh token, of which only a hash is stored; the newest counts', async () => {
  const first = await issueSetupToken(db)
  const second = await issueSetupToken(db)
  assert.ok(first && second && first !== second)
  assert.match(second, /^setup_[\w-]{43}$/)
  const settings = JSON.stringify(await db.selectFrom('setting').selectAll().execute())
  assert.ok(!settings.includes(second))
  await assert.rejects(create(first), refusedWith('SETUP_TOKEN_WRONG'))
  await assert.rejects(create('setup_x'), refusedWith('SETUP_TOKEN_WRONG'))
  assert.deepEqual(await selectAllStaff(db), [])
})

test('a weak password leaves the token good', async () => {
  const token = await issueSetupToken(db)
  assert.ok(token)
  await assert.rejects(create(token, 'password123'), refusedWith('PASSWORD_WEAK'))
  assert.deepEqual(await selectAllStaff(db), [])
})

test('the token makes one administrator, also when it is used many times at once', async () => {
  const token = await issueSetupToken(db)
  assert.ok(token)
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => create(token)))
  const refusals = results.filter((result) => result.status === 'rejected')
  assert.equal(refusals.length, 3)
  for (const { reason } of refusals) assert.ok(refusedWith('SETUP_DONE')(reason), String(reason))
  const [admin, ...others] = await selectAllStaff(db)
  assert.ok(admin)
  assert.deepEqual([admin.name, admin.roles, others], [{ zh: '周岚', en: '周岚' }, ['admin'], []])
  // Also in a demo the first administrator of an empty installation sets the app up.
  const entered = results.find((result) => result.status === 'fulfilled')?.value
  assert.equal(entered && 'pending' in entered && entered.pending.step, 'set_up_totp')
  assert.deepEqual(
    (await listAudit(db, admin.id)).map(({ action }) => action),
    ['staff.created', 'staff.first_admin_created'],
  )
})

test('with staff there is no token any more', async () => {
  assert.equal(await issueSetupToken(db), null)
  await assert.rejects(create('setup_x'), refusedWith('SETUP_DONE'))
})

import assert from 'node:assert/strict'
import test from 'node:test'
import { useDatabase } from '../../../../../tests/support/use-database.ts'
import { openField, sealField } from './vault.ts'

const world = await useDatabase()
const secret = 'a secret that is long enough for tests'
const place = { column: 'customer_totp.secret', row: 'cus_1' } as const

test('a sealed field opens in its own place and shows nothing of its value', async () => {
  const sealed = await sealField(world.db, secret, place, 'JBSWY3DPEHPK3PXP')
  assert.equal(await openField(world.db, secret, place, sealed), 'JBSWY3DPEHPK3PXP')
  assert.equal(sealed.includes('JBSW'), false)
})

test('a sealed field copied to another row or column, or changed by a bit, does not open', async () => {
  const sealed = await sealField(world.db, secret, place, 'value')
  await assert.rejects(openField(world.db, secret, { ...place, row: 'cus_2' }, sealed))
  await assert.rejects(openField(world.db, secret, { ...place, column: 'staff.totp_secret' }, sealed))
  const changed = Buffer.from(sealed)
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1)
  await assert.rejects(openField(world.db, secret, place, changed))
})

test('many that need the first key at once agree on one', async () => {
  const sealed = await Promise.all(Array.from({ length: 8 }, (_, i) => sealField(world.db, secret, place, String(i))))
  assert.deepEqual(
    await Promise.all(sealed.map((each) => openField(world.db, secret, place, each))),
    Array.from({ length: 8 }, (_, i) => String(i)),
  )
  const keys = await world.db.selectFrom('data_key').select('id').execute()
  assert.equal(keys.length, 1)
})

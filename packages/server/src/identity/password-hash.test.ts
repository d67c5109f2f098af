import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { hashPassword, verifyPassword } from './password-hash.ts'

test('a password fits its own hash and no other', async () => {
  const hash = await hashPassword('correct horse battery')
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.equal(await verifyPassword(hash, 'correct horse battery'), true)
  assert.equal(await verifyPassword(hash, 'correct horse batterx'), false)
  assert.notEqual(await hashPassword('correct horse battery'), hash)
})

test('hashes are those of the reference implementation, and a stored cost counts', async () => {
  // phc-winner-argon2, src/test.c: argon2id, version 19, t=2, m=65536, p=1.
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  assert.equal(await verifyPassword(reference, 'password'), true)
  assert.equal(await verifyPassword(reference, 'Password'), false)
})

test('the same password in other code points fits', async () => {
  assert.equal(await verifyPassword(await hashPassword('café ﬁne １２３'), 'cafe\u0301 fine 123'), true)
})

test('an account that does not exist costs the work of one that does', async () => {
  const hash = await hashPassword('correct horse battery')
  const fastest = async (of: string | null): Promise<number> => {
    let best = Infinity
    for (let i = 0; i < 5; i++) {
      const start = performance.now()
      assert.equal(await verifyPassword(of, 'something else'), false)
      best = Math.min(best, performance.now() - start)
    }
    return best
  }
  const [existing, missing] = [await fastest(hash), await fastest(null)]
  assert.ok(missing > existing / 3, `${missing} ms against ${existing} ms`)
})

test('a stored hash that is none stops loudly', async () => {
  await assert.rejects(verifyPassword('plain text', 'plain text'), /not argon2id/)
})

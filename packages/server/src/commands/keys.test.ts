import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { useDatabase } from '../../../../tests/support/use-database.ts'
import { listAudit } from '../audit/index.ts'
import { createCustomer } from '../identity/index.ts'
import { sendCode } from '../notifications/index.ts'
import {
  currentKey,
  decryptWithAny,
  encrypt,
  fromNow,
  HOUR,
  inTx,
  keysOf,
  newId,
  openField,
  rotateDataKeys,
  type SealedColumn,
  sealField,
  timestamp,
  unseal,
} from '../platform/index.ts'
import { changeSecret } from './keys.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
const secret = 'the first secret of this test, long enough'
const next = 'the second secret of this test, long enough'
/** Three batches. */
const SIGN_INS = 250

// One story, in order, about one installation.
const { db, url } = await useDatabase()
const folder = await mkdtemp(path.join(tmpdir(), 'topay-keys-'))
after(() => rm(folder, { recursive: true, force: true }))
const documents = path.join(folder, 'vault', 'documents')
await mkdir(documents, { recursive: true })

const customer = await inTx(db, (tx) =>
  createCustomer(tx, {
    name: '陈思远',
    locale: 'zh-CN',
    addresses: [{ kind: 'email', value: 'chen@example.com' }],
    password_hash: 'none',
  }),
)
const verification = newId('verification')
const document = newId('document')
const picture = Buffer.from('a picture of a document')
/** What documents are known again by, as verification makes it. */
const numberPrint = (by: string) =>
  createHmac('sha256', by).update('identity document number passport E12345678').digest()
const picturePrint = (by: string) =>
  createHmac('sha256', by).update('identity document picture ').update(picture).digest()
const deleted = newId('document')

await inTx(db, async (tx) => {
  const sealed = (column: SealedColumn, row: string, value: string) => sealField(tx, secret, { column, row }, value)
  for (let i = 0; i < SIGN_INS; i++) {
    const id = newId('staff_sign_in')
    const row = { id, step: 'single_sign_on' as const, user_agent: '', ip: '', created_at: timestamp() }
    const oidc_state = await sealed('staff_sign_in.oidc_state', id, `state of ${id}`)
    await tx
      .insertInto('staff_sign_in')
      .values({ ...row, oidc_state, expires_at: fromNow(HOUR) })
      .execute()
  }
  await tx
    .insertInto('customer_totp')
    .values({
      customer_id: customer,
      secret: await sealed('customer_totp.secret', customer, 'JBSWY3DPEHPK3PXP'),
      created_at: timestamp(),
    })
    .execute()
  await tx
    .insertInto('verification')
    .values({
      id: verification,
      customer_id: customer,
      target_class: 2,
      status: 'passed',
      document_type: 'passport',
      legal_name: await sealed('verification.legal_name', verification, '陈思远'),
      document_number: await sealed('verification.document_number', verification, 'E12345678'),
      legal_name_masked: '**远',
      document_number_masked: 'E1*****78',
      number_fingerprint: numberPrint(secret),
      submitted_at: timestamp(),
    })
    .execute()
  const { id: key_id, key } = await currentKey(tx, secret, 'document')
  await writeFile(path.join(documents, document), encrypt(key, document, picture))
  for (const id of [document, deleted])
    await tx
      .insertInto('identity_document')
      .values({
        id,
        customer_id: customer,
        kind: 'document_front',
        media_type: 'image/jpeg',
        size: picture.length,
        key_id,
        fingerprint: picturePrint(secret),
        uploaded_at: timestamp(),
        deleted_at: id === deleted ? timestamp() : null,
      })
      .execute()
  await tx
    .insertInto('recovery_code')
    .values({ customer_id: customer, code_hash: Buffer.from('x') })
    .execute()
})

const env = (more: Record<string, string> = {}) => ({
  ...process.env,
  DATABASE_URL: url,
  TOPAY_DATA_DIR: folder,
  TOPAY_SECRET: secret,
  ...more,
})
const topay = (args: string[], more?: Record<string, string>): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [CLI, 'keys', 'rotate', ...args], { env: env(more) }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr })
    })
  })

const keys = async () =>
  (await db.selectFrom('data_key').select(['id', 'retired_at']).orderBy('created_at').orderBy('id').execute()).map(
    ({ id, retired_at }) => ({ id, retired: retired_at !== null }),
  )
const states = () => db.selectFrom('staff_sign_in').select(['id', 'oidc_state']).orderBy('id').execute()
const sealers = async () => new Set((await states()).map((row) => row.oidc_state?.subarray(0, 36).toString('ascii')))

/** Everything opens with a secret and says what it said. */
const assertOpens = async (by: string) => {
  for (const { id, oidc_state } of await states())
    assert.equal(
      await openField(db, by, { column: 'staff_sign_in.oidc_state', row: id }, oidc_state ?? Buffer.alloc(0)),
      `state of ${id}`,
    )
  const totp = await db.selectFrom('customer_totp').select('secret').executeTakeFirstOrThrow()
  assert.equal(
    await openField(db, by, { column: 'customer_totp.secret', row: customer }, totp.secret),
    'JBSWY3DPEHPK3PXP',
  )
  const claim = await db.selectFrom('verification').select(['legal_name', 'document_number']).executeTakeFirstOrThrow()
  const name = await openField(db, by, { column: 'verification.legal_name', row: verification }, claim.legal_name)
  const number = { column: 'verification.document_number', row: verification } as const
  assert.deepEqual([name, await openField(db, by, number, claim.document_number)], ['陈思远', 'E12345678'])
  const file = await readFile(path.join(documents, document))
  assert.deepEqual(decryptWithAny(await keysOf(db, by, 'document'), document, file).plain, picture)
}

const rotate = () => rotateDataKeys({ db, secret, dataDir: folder, report: () => {} })

test('killed in the middle, everything still opens, with two keys', async () => {
  // Somebody holds a value of the last batch, so that the command is in the middle for sure when it is killed.
  const held = (await states()).at(-1)?.id ?? ''
  await inTx(db, async (tx) => {
    await tx.selectFrom('staff_sign_in').select('id').where('id', '=', held).forUpdate().execute()
    const child = spawn(process.execPath, [CLI, 'keys', 'rotate'], { env: env(), stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    child.stdout.setEncoding('utf8')
    let output = ''
    for await (const text of child.stdout) {
      output += text
      if (output.includes('staff_sign_in.oidc_state:')) child.kill('SIGKILL')
    }
    await exited
    assert.equal(child.signalCode, 'SIGKILL')
  })
  assert.equal((await sealers()).size, 2, 'some are sealed with each key')
  assert.equal((await keys()).filter(({ retired }) => retired).length, 1)
  await assertOpens(secret)
})

test('run again it goes on with the same new key, deletes the old one, and is on record', async () => {
  const before = await keys()
  const { code, output } = await topay([])
  assert.equal(code, 0, output)
  assert.match(output, /staff_sign_in\.oidc_state: \d+ sealed anew/)
  assert.match(output, /2 old keys are deleted/)
  const now = await keys()
  assert.deepEqual(
    now.map(({ retired }) => retired),
    [false, false],
  )
  const [retired, fresh] = [before.find((key) => key.retired)?.id ?? '', (await sealers()).values().next().value]
  assert.ok(now.some(({ id }) => id === fresh) && before.some(({ id }) => id === fresh))
  assert.ok(!now.some(({ id }) => id === retired))
  assert.equal((await sealers()).size, 1)
  const rows = await db.selectFrom('identity_document').select('key_id').execute()
  for (const { key_id } of rows) assert.ok(now.some(({ id }) => id === key_id))
  await assertOpens(secret)
  assert.equal((await listAudit(db, 'data_keys')).at(-1)?.action, 'keys.rotated')
})

test('every run makes new keys', async () => {
  const before = await keys()
  assert.equal((await rotate()).deleted.length, 2)
  const now = await keys()
  assert.equal(now.length, 2)
  assert.ok(now.every(({ id }) => before.every((old) => old.id !== id)))
  await assertOpens(secret)
})

test('a file that was encrypted anew before a kill, and its row not yet, opens and is gone on with', async () => {
  const [stale] = await keysOf(db, secret, 'document')
  await db.updateTable('data_key').set({ retired_at: timestamp() }).where('purpose', '=', 'document').execute()
  const { key } = await currentKey(db, secret, 'document')
  assert.ok(stale && !stale.equals(key))
  await writeFile(path.join(documents, document), encrypt(key, document, picture))
  await assertOpens(secret)
  await rotate()
  assert.equal((await keys()).length, 2)
  await assertOpens(secret)
})

test('a value that does not open stays with its key, and that is an error', async () => {
  const [victim] = await states()
  assert.ok(victim?.oidc_state)
  const broken = Buffer.from(victim.oidc_state)
  broken.writeUInt8(broken.readUInt8(broken.length - 1) ^ 1, broken.length - 1)
  const set = (oidc_state: Buffer) =>
    db.updateTable('staff_sign_in').set({ oidc_state }).where('id', '=', victim.id).execute()
  await set(broken)
  const { code, output } = await topay([])
  assert.equal(code, 1, output)
  assert.match(output, /1 values could not be opened and keep their old key/)
  await set(victim.oidc_state)
  await assertOpens(secret)
  assert.deepEqual((await rotate()).left, 0)
  assert.equal((await keys()).length, 2)
  await assertOpens(secret)
})

test('the secret itself changes in one step, and says what ended with the old one', async () => {
  const message = await inTx(db, (tx) =>
    sendCode(
      tx,
      { TOPAY_SECRET: secret, demo: false },
      {
        channel: 'email',
        to: 'chen@example.com',
        template: 'sign_up_code',
        locale: 'en',
        params: { code: '628013', minutes: 5 },
        expires_at: fromNow(HOUR),
      },
    ),
  )
  assert.match((await topay(['--secret'])).output, /TOPAY_SECRET_NEXT/)

  await db.insertInto('job_worker').values({ worker_id: 'w', seen_at: new Date().toISOString() }).execute()
  await assert.rejects(changeSecret(db, { from: secret, to: next }, folder), /stop all of them first/)
  await assertOpens(secret)
  await db.deleteFrom('job_worker').execute()

  const { code, output } = await topay(['--secret'], { TOPAY_SECRET_NEXT: next })
  assert.equal(code, 0, output)
  assert.match(output, /2 data keys are wrapped with the new secret/)
  assert.match(output, /1 recovery codes of customers have ended/)
  assert.match(output, /One-time codes on their way have ended/)
  await assertOpens(next)
  const { sealed } = await db
    .selectFrom('outbound_message')
    .select('sealed')
    .where('id', '=', message)
    .executeTakeFirstOrThrow()
  assert.match(unseal(next, 'topay outbound message', message, sealed ?? Buffer.alloc(0)), /628013/)
  const { number_fingerprint } = await db
    .selectFrom('verification')
    .select('number_fingerprint')
    .executeTakeFirstOrThrow()
  assert.deepEqual(number_fingerprint, numberPrint(next))
  const prints = await db.selectFrom('identity_document').select(['id', 'fingerprint']).execute()
  assert.deepEqual(prints.find(({ id }) => id === document)?.fingerprint, picturePrint(next))
  assert.deepEqual(prints.find(({ id }) => id === deleted)?.fingerprint, picturePrint(secret))

  // The old secret opens nothing any more, not even the keys.
  const before = await keys()
  await assert.rejects(rotate(), /it is another one/)
  await assert.rejects(
    changeSecret(db, { from: secret, to: 'a wrong secret, which is long enough' }, folder),
    /neither/,
  )
  assert.deepEqual(await keys(), before)
  await assertOpens(next)
})

test('a secret of the data folder is replaced there; run once more it changes nothing', async () => {
  const own = path.join(folder, 'secret')
  await writeFile(own, `${next}\n`, { mode: 0o600 })
  const third = 'the third secret of this test, long enough'
  const given = { TOPAY_SECRET: '', TOPAY_SECRET_NEXT: third }
  assert.equal((await topay(['--secret'], given)).code, 0)
  assert.equal((await readFile(own, 'utf8')).trim(), third)
  await assertOpens(third)
  // As after a kill between the database and the file.
  await writeFile(own, `${next}\n`, { mode: 0o600 })
  const again = await topay(['--secret'], given)
  assert.equal(again.code, 0, again.output)
  assert.match(again.output, /^0 data keys/)
  assert.equal((await readFile(own, 'utf8')).trim(), third)
  await assertOpens(third)
})

import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { createTestDatabase, type TestDatabase } from '../../../../../tests/support/database.ts'
import { AppError } from '../app-error.ts'
import { type Db, openDatabase } from '../database/database.ts'
import { createLog } from '../log.ts'
import { getFile, MAX_FILE_BYTES, openFile, ownFiles, safeName, storeFile } from './store-file.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
const owner = 'customer:cus_0190a5c27b1e7c3a8d4e5f60718293a4'

let database: TestDatabase
let opened: { db: Db; close: () => Promise<void> }
let store: { db: Db; dataDir: string }
before(async () => {
  database = await createTestDatabase({ template: 'migrated' })
  opened = openDatabase({ url: database.url, size: 4, log: createLog({ level: 'silent' }) })
  store = { db: opened.db, dataDir: await mkdtemp(join(tmpdir(), 'topay files 文件-')) }
})
after(async () => {
  await opened.close()
  await database.drop()
  await rm(store.dataDir, { recursive: true })
})

const put = (content: Buffer, name = 'photo.png', by = owner) =>
  storeFile(store, { name, owner: by, content: Readable.from([content]) })
const refusedWith = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const filesOnDisk = async (): Promise<string[]> =>
  (await readdir(join(store.dataDir, 'files'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)

test('the type comes from the content, and the name follows it', async () => {
  const stored = await put(pdf, 'holiday.exe')
  assert.equal(stored.media_type, 'application/pdf')
  assert.equal(stored.name, 'holiday.exe.pdf')
  assert.equal((await put(png)).media_type, 'image/png')
  assert.equal((await put(gif, 'x.GIF')).name, 'x.GIF')
})

test('what is stored is what comes back', async () => {
  const { id } = await put(png)
  const answer = await openFile(store.dataDir, await getFile(store.db, id))
  assert.deepEqual(await buffer(answer.stream), png)
  assert.equal(answer.size, png.length)
})

test('the same content is kept once, under two ids', async () => {
  const [first, second] = await Promise.all([put(gif, 'a.gif'), put(gif, 'b.gif')])
  assert.notEqual(first.id, second.id)
  assert.equal(first.sha256, second.sha256)
  assert.equal((await filesOnDisk()).filter((name) => name === first.sha256).length, 1)
})

test('other kinds of content are refused, whatever they are called, and leave nothing behind', async () => {
  const found = await filesOnDisk()
  for (const content of [
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    Buffer.from('<!doctype html><script>alert(1)</script>'),
    Buffer.from('PK\u0003\u0004'),
    Buffer.from('MZ\u0090\u0000'),
    Buffer.alloc(0),
    await readFile(fileURLToPath(import.meta.url)),
  ]) {
    await assert.rejects(put(content, 'photo.png'), refusedWith('FILE_TYPE_REFUSED'))
  }
  assert.deepEqual(await filesOnDisk(), found)
})

test('any bytes are either taken or refused, and never an error of ours', async () => {
  const starts = [png.subarray(0, 24), gif.subarray(0, 6), pdf.subarray(0, 8), Buffer.from('RIFF\0\0\0\0WEBP')]
  await fc.assert(
    fc.asyncProperty(
      fc.option(fc.constantFrom(...starts), { nil: Buffer.alloc(0) }),
      fc.uint8Array({ maxLength: 600 }),
      async (start, rest) => {
        const outcome = await put(Buffer.concat([start, rest])).catch((error: unknown) => error)
        assert.ok(refusedWith('FILE_TYPE_REFUSED')(outcome) || (outcome as { id: string }).id)
      },
    ),
    { numRuns: 150 },
  )
})

test('a stream that grows past the limit is refused while it arrives', async () => {
  const endless = Readable.from(
    (function* () {
      yield png
      for (;;) yield Buffer.alloc(1024 * 1024)
    })(),
  )
  await assert.rejects(storeFile(store, { name: 'big.png', owner, content: endless }), refusedWith('BODY_TOO_LARGE'))
  endless.destroy()
  const exact = await put(Buffer.concat([png, Buffer.alloc(MAX_FILE_BYTES - png.length)]))
  assert.equal(exact.size, MAX_FILE_BYTES)
})

test('an upload that breaks off leaves nothing behind', async () => {
  const found = await filesOnDisk()
  const broken = Readable.from(
    (function* () {
      yield png
      throw new Error('connection lost')
    })(),
  )
  await assert.rejects(storeFile(store, { name: 'x.png', owner, content: broken }), /connection lost/)
  assert.deepEqual(await filesOnDisk(), found)
})

test('only the uploader can attach a file', async () => {
  const { id } = await put(png)
  const another = await put(gif)
  assert.deepEqual(
    (await ownFiles(store.db, owner, [another.id, id])).map((file) => file.id),
    [another.id, id],
  )
  await assert.rejects(ownFiles(store.db, 'customer:cus_other', [id]), refusedWith('FILE_MISSING'))
  await assert.rejects(ownFiles(store.db, owner, [id, `file_${'0'.repeat(32)}`]), refusedWith('FILE_MISSING'))
})

test('a file whose content is gone is not found rather than an error', async () => {
  const { id } = await put(pdf)
  const file = await getFile(store.db, id)
  await assert.rejects(openFile(join(store.dataDir, 'elsewhere'), file), refusedWith('NOT_FOUND'))
  await assert.rejects(getFile(store.db, `file_${'0'.repeat(32)}`), refusedWith('NOT_FOUND'))
})

test('a name keeps no path', () => {
  assert.equal(safeName('../../etc/passwd', 'image/png'), 'passwd.png')
  assert.equal(safeName('C:\\fakepath\\小票.jpg', 'image/jpeg'), '小票.jpg')
  assert.equal(safeName('/', 'image/gif'), 'file.gif')
})

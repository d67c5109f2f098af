import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ApiError } from '@topay/contract'
import { startTestApp, type TestApp } from '../support/app.ts'
import { submissionOf, uploadAll, vaultFiles } from '../support/identity-documents.ts'
import { asFile, samplePicture } from '../support/pictures.ts'

let app: TestApp
before(async () => {
  app = await startTestApp()
})
after(() => app.close())

const refused = (code: string) => (error: unknown) => error instanceof ApiError && error.problem.code === code

test('files that are no pictures, too large or too many are refused, and leave nothing behind', async () => {
  const { api } = await app.signUp()
  const upload = (file: Buffer) => api('uploadIdentityDocument', { query: { kind: 'selfie' }, file: asFile(file) })
  const before = vaultFiles(app.config.TOPAY_DATA_DIR).length
  await assert.rejects(upload(Buffer.from('%PDF-1.4')), refused('FILE_TYPE_REFUSED'))
  await assert.rejects(upload(Buffer.alloc(11 * 1024 * 1024, 1)), refused('BODY_TOO_LARGE'))
  assert.equal(vaultFiles(app.config.TOPAY_DATA_DIR).length, before)
  const picture = await samplePicture({ width: 700, height: 450 })
  const first = await upload(picture)
  const twice = await api('uploadIdentityDocument', { query: { kind: 'document_front' }, file: asFile(picture) })
  assert.deepEqual(twice.checks.problems, ['seen_before'], 'one picture for two kinds')
  const second = await upload(picture)
  const { uploads } = await api('getVerification', {})
  assert.deepEqual(uploads.map(({ kind }) => kind).toSorted(), ['document_front', 'selfie'])
  assert.notEqual(first.document.id, second.document.id)
})

test('somebody else’s pictures are nobody’s to use', async () => {
  const [mine, theirs] = [await app.signUp(), await app.signUp()]
  await uploadAll(theirs.api, 'uploadIdentityDocument', ['document_front', 'document_back'], 1)
  const { api } = mine
  assert.deepEqual((await api('getVerification', {})).uploads, [])
  await assert.rejects(api('submitVerification', { body: submissionOf(1) }), refused('DOCUMENTS_MISSING'))
})

import { Readable } from 'node:stream'
import type { IdentityDocument } from '@topay/contract'
import sharp from 'sharp'
import { found, inTx } from '../../platform/index.ts'
import {
  confirmRecovery,
  requestUnlock,
  startRecovery,
  storeDocument,
  submitVerification,
  type VerificationDeps,
  watermark,
} from '../../verification/index.ts'
import { customers } from '../data/customers.ts'
import { idOf, type World } from './world.ts'

type Kind = IdentityDocument['kind']

/** The outlines of a document or a face, nobody's, and marked as a sample all over. */
const samplePicture = async (kind: Kind, ink: string): Promise<Buffer> => {
  const face = `<circle cx="${kind === 'selfie' ? 600 : 940}" cy="330" r="150" fill="${ink}" fill-opacity="0.35"/>
    <path d="M${kind === 'selfie' ? 380 : 720} 700a220 200 0 0 1 440 0z" fill="${ink}" fill-opacity="0.35"/>`
  const lines = [150, 230, 310, 390, 560, 640].map(
    (y, at) =>
      `<rect x="70" y="${y}" width="${260 + ((at * 97) % 300)}" height="34" fill="${ink}" fill-opacity="0.7"/>`,
  )
  const inside = kind === 'document_back' ? lines : kind === 'selfie' ? [face] : [...lines, face]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="760">
    <rect width="1200" height="760" fill="#d7e2dd"/><rect x="24" y="24" width="1152" height="712" rx="28" fill="#eef3f0" stroke="${ink}" stroke-width="6"/>
    ${inside.join('')}</svg>`
  return watermark(await sharp(Buffer.from(svg)).jpeg().toBuffer(), '样张 SAMPLE 虚构 not a real document')
}

const content = async (kind: Kind, ink: string): Promise<Readable> => Readable.from([await samplePicture(kind, ink)])

/** Made-up numbers with their check digits. */
const NUMBERS = { joining: '110101200006120243', asking: '110101199003071233' } as const

const submitOne = async (world: World, deps: VerificationDeps): Promise<void> => {
  const customer_id = idOf(world.customers, 'xiaohe')
  for (const kind of ['document_front', 'document_back'] as const)
    await storeDocument(deps, {
      owner: { customer_id, recovery_id: null },
      kind,
      content: await content(kind, '#1f5c4d'),
    })
  await inTx(deps.db, (tx) =>
    submitVerification(tx, deps, {
      customer_id,
      locale: 'zh-CN',
      doer: { kind: 'customer', id: customer_id },
      submission: {
        target_class: 2,
        document_type: 'cn_id',
        legal_name: customers.xiaohe.name,
        document_number: NUMBERS.joining,
        document_expires_on: '2033-05-31',
        consent: true,
      },
    }),
  )
}

const askForOne = async (deps: VerificationDeps): Promise<void> => {
  const { db } = deps
  const contact = 'siyuan.new@example.com'
  const { recovery_id } = await startRecovery(deps, { contact, locale: 'zh-CN' })
  const { code } = await db
    .selectFrom('outbound_message')
    .select('code')
    .where('recipient', '=', contact)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  await confirmRecovery(deps, { recovery_id, code: found(code) })
  for (const kind of ['document_front', 'document_back', 'selfie'] as const)
    await storeDocument(deps, {
      owner: { customer_id: null, recovery_id },
      kind,
      content: await content(kind, '#7a3b2e'),
    })
  await inTx(db, (tx) =>
    requestUnlock(tx, deps, {
      recovery_id,
      request_id: 'demo',
      request: {
        identifier: customers.siyuan.email,
        reason: 'lost_factors',
        legal_name: customers.siyuan.name,
        document_type: 'cn_id',
        document_number: NUMBERS.asking,
        message: '换了手机，验证器和旧邮箱都打不开了。',
      },
    }),
  )
}

/** One submission and one request to get an account back, so that identity reviewers have something to decide. */
export const playIdentity = async (world: World, dataDir: string): Promise<void> => {
  const { db, config, publicUrl } = world
  const deps = { db, config, publicUrl, dataDir }
  await submitOne(world, deps)
  await askForOne(deps)
}

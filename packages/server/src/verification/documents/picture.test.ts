import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { samplePicture } from '../../../../../tests/support/pictures.ts'
import { refusedWith, useDatabase } from '../../../../../tests/support/use-database.ts'
import { documentPolicy } from '../policy.ts'
import { readPicture } from './picture.ts'
import { watermark } from './watermark.ts'

const { db } = await useDatabase()
const policy = await documentPolicy.read(db)
const problems = async (bytes: Buffer) => (await readPicture(bytes, policy)).problems

const differing = (one: Buffer, other: Buffer): number =>
  one.reduce((bits, byte, at) => bits + (byte ^ (other[at] ?? 0)).toString(2).replaceAll('0', '').length, 0)

test('a clear picture of every kind that is taken has no problem', async () => {
  for (const type of ['jpeg', 'png', 'webp'] as const)
    assert.deepEqual(await problems(await samplePicture({ seed: 1 }, type)), [], type)
})

test('what is too small, dark, bright or blurred is said', async () => {
  assert.deepEqual(await problems(await samplePicture({ seed: 1, width: 400, height: 300 })), ['too_small'])
  assert.deepEqual(await problems(await samplePicture({ seed: 1, background: '#060606', ink: '#202020' })), [
    'too_dark',
  ])
  assert.deepEqual(await problems(await samplePicture({ seed: 1, background: '#ffffff', ink: '#f4f4f4' })), [
    'too_bright',
  ])
  assert.deepEqual(await problems(await samplePicture({ seed: 1, blur: 14 })), ['blurred'])
})

test('a picture is made anew: upright JPEG without anything of what the file carried', async () => {
  const placed = await sharp(await samplePicture({ seed: 2, width: 900, height: 600 }))
    .withExif({ IFD0: { Artist: 'whose phone it was' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  assert.ok(placed.includes('whose phone it was'))
  const { jpeg } = await readPicture(placed, policy)
  const about = await sharp(jpeg).metadata()
  assert.equal(jpeg.includes('whose phone it was'), false)
  assert.deepEqual([about.format, about.exif, about.width, about.height], ['jpeg', undefined, 600, 900])
})

test('what is no picture we can decode is refused, whatever it calls itself', async () => {
  const half = (await samplePicture()).subarray(0, 4_000)
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>')
  for (const bytes of [Buffer.alloc(0), Buffer.from('GIF89a'), Buffer.from('%PDF-1.4\n'), svg, half])
    await assert.rejects(readPicture(bytes, policy), refusedWith('FILE_TYPE_REFUSED'))
})

test('a small file with too many pixels is refused before it is decoded', async () => {
  const bomb = await sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: 'white' } })
    .png({ compressionLevel: 9 })
    .toBuffer()
  assert.ok(bomb.length < 1_000_000)
  await assert.rejects(readPicture(bomb, policy), refusedWith('BODY_TOO_LARGE'))
})

test('a picture scaled and saved anew looks the same, another one does not', async () => {
  const picture = await samplePicture({ seed: 3 })
  const { look } = await readPicture(picture, policy)
  const again = await readPicture(await sharp(picture).resize(800).webp({ quality: 60 }).toBuffer(), policy)
  assert.ok(differing(look, again.look) < policy.same_look_bits, String(differing(look, again.look)))
  for (const seed of [4, 5, 6, 7]) {
    const other = await readPicture(await samplePicture({ seed }), policy)
    assert.ok(differing(look, other.look) >= policy.same_look_bits, String(differing(look, other.look)))
  }
})

test('the watermark lies over every part of the picture, on light and on dark ground', async () => {
  for (const background of ['#ffffff', '#000000', '#808080']) {
    const plain = await sharp({ create: { width: 1_400, height: 900, channels: 3, background } })
      .jpeg()
      .toBuffer()
    const marked = await watermark(plain, 'T1027 林晓 Lin Xiao 2026-11-24 21:30:00')
    const { width, height } = await sharp(marked).metadata()
    assert.deepEqual([width, height], [1_400, 900])
    for (let column = 0; column < 3; column++)
      for (let row = 0; row < 3; row++) {
        const part = sharp(marked).extract({ left: column * 466, top: row * 300, width: 466, height: 300 })
        const { channels } = await sharp(await part.toBuffer()).stats()
        assert.ok((channels[0]?.stdev ?? 0) > 4, `${background} ${column} ${row}: ${channels[0]?.stdev}`)
      }
  }
})

test('a picture with a name of markup in its mark is no markup', async () => {
  const plain = await samplePicture({ seed: 1 })
  assert.ok((await watermark(plain, 'T1 <b>&amp; "x"</b>')).length > 1_000)
})

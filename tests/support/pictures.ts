import { randomInt } from 'node:crypto'
import sharp from 'sharp'

type Look = {
  /** What stands on it; a SAMPLE mark always does. */
  title?: string
  width?: number
  height?: number
  background?: string
  ink?: string
  /** Sigma of the blur. */
  blur?: number
  /** Which picture it is: the same number, the same blocks. */
  seed?: number
}

/** Blocks whose places follow from the seed: two seeds look different, one seed always the same. */
const blocks = (seed: number, width: number, height: number, ink: string): string =>
  Array.from({ length: 48 }, (_, n) => {
    const at = (seed * 7_919 + n * 104_729) % 99_991
    const [x, y] = [(at * 31) % width, (at * 17) % height]
    return `<rect x="${x}" y="${y}" width="${40 + (at % 120)}" height="${18 + (at % 60)}" fill="${ink}" fill-opacity="${0.25 + (n % 4) / 5}"/>`
  }).join('')

/** A made-up picture as a phone would take it of a document or a face: nobody's, and it says SAMPLE. JPEG unless told. */
export const samplePicture = async (look: Look = {}, type: 'jpeg' | 'png' | 'webp' = 'jpeg'): Promise<Buffer> => {
  const { title = 'SAMPLE', width = 1_200, height = 760, background = '#c9d8d2', ink = '#10302a', blur = 0 } = look
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="${background}"/>${blocks(look.seed ?? randomInt(90_000), width, height, ink)}
    <text x="40" y="120" font-family="sans-serif" font-size="90" fill="${ink}">SAMPLE ${title}</text></svg>`
  const picture = sharp(Buffer.from(svg))
  return (blur > 0 ? picture.blur(blur) : picture).toFormat(type).toBuffer()
}

/** The bytes as the client sends them. */
export const asFile = (bytes: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)

import type { DocumentChecks } from '@topay/contract'
import { fileTypeFromBuffer } from 'file-type'
import sharp, { type Sharp } from 'sharp'
import type { z } from 'zod'
import { AppError } from '../../platform/index.ts'
import type { documentPolicy } from '../policy.ts'

export type DocumentPolicy = Awaited<ReturnType<(typeof documentPolicy)['read']>>
type Problem = z.infer<typeof DocumentChecks>['problems'][number]

/** What libvips as it comes from npm can decode; HEIC is not among it (its codec is patented), phones convert on upload. */
const TYPES = new Set(['image/jpeg', 'image/png', 'image/webp'])
/** Side at which sharpness is measured, so that the limit means the same for all sizes. */
const MEASURED_SIDE = 640
/** Columns and rows of the look: each bit says whether a place is brighter than the next one. */
const LOOK = 16
/** Shades by which even places differ from one saving to the next. */
const NOISE = 3
const DECODE_SECONDS = 20

// A picture of 50 million pixels takes 200 MB while it is decoded: one at a time in each process, and no threads beside the server's own.
sharp.concurrency(1)
sharp.cache(false)
let last: Promise<unknown> = Promise.resolve()

/** Runs the work when all work before it is done. */
export const oneAtATime = <T>(work: () => Promise<T>): Promise<T> => {
  const result = last.then(work)
  last = result.catch(() => undefined)
  return result
}

const grey = async (picture: Sharp, width: number, height: number, fit: 'inside' | 'fill') => {
  const { data, info } = await picture
    .clone()
    .resize({ width, height, fit, withoutEnlargement: fit === 'inside' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels }
}

type Grey = Awaited<ReturnType<typeof grey>>

const meanAndVariance = (values: Iterable<number>): { mean: number; variance: number } => {
  let [n, sum, squares] = [0, 0, 0]
  for (const value of values) {
    n += 1
    sum += value
    squares += value * value
  }
  const mean = n === 0 ? 0 : sum / n
  return { mean, variance: n === 0 ? 0 : squares / n - mean * mean }
}

function* brightness({ data, channels }: Grey): Generator<number> {
  for (let at = 0; at < data.length; at += channels) yield data[at] ?? 0
}

/** How much each place differs from the mean of its four neighbours; large where there are sharp edges. */
function* laplacian({ data, width, height, channels }: Grey): Generator<number> {
  const value = (x: number, y: number): number => data[(y * width + x) * channels] ?? 0
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++)
      yield value(x - 1, y) + value(x + 1, y) + value(x, y - 1) + value(x, y + 1) - 4 * value(x, y)
}

/** What a picture looks like in 256 bits (difference hash): scaled, saved anew or lightly edited it stays nearly the same. */
const lookOf = async (picture: Sharp): Promise<Buffer> => {
  const { data, channels } = await grey(picture, LOOK + 1, LOOK, 'fill')
  const look = Buffer.alloc((LOOK * LOOK) / 8)
  for (let bit = 0; bit < LOOK * LOOK; bit++) {
    const at = (Math.floor(bit / LOOK) * (LOOK + 1) + (bit % LOOK)) * channels
    if ((data[at] ?? 0) + NOISE < (data[at + channels] ?? 0)) look[bit >> 3] = (look[bit >> 3] ?? 0) | (1 << (bit & 7))
  }
  return look
}

const problemsOf = async (picture: Sharp, sides: number[], policy: DocumentPolicy): Promise<Problem[]> => {
  const measured = await grey(picture, MEASURED_SIDE, MEASURED_SIDE, 'inside')
  const light = meanAndVariance(brightness(measured))
  const edges = meanAndVariance(laplacian(measured)).variance
  const small = Math.max(...sides) < policy.min_long_side_px || Math.min(...sides) < policy.min_short_side_px
  const dark = light.mean < policy.dark_below
  const bright = light.mean > policy.bright_above && Math.sqrt(light.variance) < policy.bright_contrast_below
  return [
    ...(small ? (['too_small'] as const) : []),
    ...(dark ? (['too_dark'] as const) : []),
    ...(bright ? (['too_bright'] as const) : []),
    // Where there is hardly any light, or nothing but light, there are no edges either.
    ...(!dark && !bright && edges < policy.blurred_below ? (['blurred'] as const) : []),
  ]
}

/** A picture as it is kept: JPEG, upright, without metadata. */
export type Picture = { jpeg: Buffer; look: Buffer; problems: Problem[] }

/**
 * Looks at what somebody sent, whatever it is: found out from its bytes, decoded within limits, made anew, so that nothing of the file itself is kept (places,
 * device, hidden content). Throws FILE_TYPE_REFUSED for what is no picture we can decode, BODY_TOO_LARGE for too many pixels.
 */
export const readPicture = async (bytes: Buffer, policy: DocumentPolicy): Promise<Picture> => {
  const type = await fileTypeFromBuffer(bytes)
  if (type === undefined || !TYPES.has(type.mime)) throw new AppError('FILE_TYPE_REFUSED')
  return oneAtATime(async () => {
    try {
      const options = { limitInputPixels: false, failOn: 'error', sequentialRead: true } as const
      const { width, height } = await sharp(bytes, options).metadata()
      if (width * height > policy.max_pixels) throw new AppError('BODY_TOO_LARGE')
      const side = policy.kept_side_px
      const jpeg = await sharp(bytes, { ...options, limitInputPixels: policy.max_pixels })
        .timeout({ seconds: DECODE_SECONDS })
        .autoOrient()
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
        .flatten({ background: 'white' })
        .toColourspace('srgb')
        .jpeg({ quality: 88 })
        .toBuffer()
      const kept = sharp(jpeg)
      return { jpeg, look: await lookOf(kept), problems: await problemsOf(kept, [width, height], policy) }
    } catch (error) {
      if (error instanceof AppError) throw error
      throw new AppError('FILE_TYPE_REFUSED', { cause: error })
    }
  })
}

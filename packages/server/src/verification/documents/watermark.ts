import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { oneAtATime } from './picture.ts'

/** The font of the documents that Topay makes; a server may have none of its own, and a mark that is not drawn marks nothing. */
const FONT = fileURLToPath(new URL('../fonts/NotoSansHans-Medium.otf', import.meta.resolve('@embedpdf/fonts-sc')))
/** Longest side of what is shown on a screen. */
const SHOWN_SIDE = 1_800

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** One line of the mark, turned, with room around it; `shade` is its colour, half transparent. */
const tileOf = async (text: string, shade: string, size: number): Promise<Buffer> => {
  const room = Math.round(size / 2)
  const line = await sharp({
    text: {
      text: `<span foreground="${shade}" alpha="38%">${escape(text)}</span>`,
      font: `Noto Sans Hans ${size}`,
      fontfile: FONT,
      rgba: true,
      dpi: 72,
    },
  })
    .png()
    .toBuffer()
  return sharp(line)
    .extend({ top: room, bottom: room, left: size, right: size, background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .rotate(-16, { background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .png()
    .toBuffer()
}

const cut = async (tile: Buffer, width: number, height: number): Promise<Buffer> => {
  const meta = await sharp(tile).metadata()
  if (meta.width <= width && meta.height <= height) return tile
  return sharp(tile)
    .extract({ left: 0, top: 0, width: Math.min(meta.width, width), height: Math.min(meta.height, height) })
    .png()
    .toBuffer()
}

/**
 * The picture with a line of text tiled across all of it, dark and light so that it shows on any ground: a photograph of the screen tells who looked and when.
 * Throws when nothing was drawn.
 */
export const watermark = (jpeg: Buffer, text: string): Promise<Buffer> =>
  oneAtATime(async () => {
    const shown = await sharp(jpeg)
      .resize({ width: SHOWN_SIDE, height: SHOWN_SIDE, fit: 'inside', withoutEnlargement: true })
      .toBuffer({ resolveWithObject: true })
    const { width, height } = shown.info
    const size = Math.max(12, Math.round(Math.max(width, height) / 45))
    const [dark, light] = await Promise.all([tileOf(text, '#10302a', size), tileOf(text, '#ffffff', size)])
    const { isOpaque, channels } = await sharp(dark).stats()
    if (isOpaque || (channels[3]?.max ?? 0) === 0) throw new Error('the watermark could not be drawn')
    return sharp(shown.data)
      .composite([
        { input: await cut(dark, width, height), tile: true, gravity: 'northwest' },
        { input: await cut(light, width, height), tile: true, gravity: 'centre' },
      ])
      .jpeg({ quality: 82 })
      .toBuffer()
  })

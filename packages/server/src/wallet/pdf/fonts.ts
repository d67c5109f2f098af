import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Locale } from '@topay/contract'
import { create, type Font } from 'fontkit'

const file = (weight: string): string =>
  fileURLToPath(new URL(`../fonts/NotoSansHans-${weight}.otf`, import.meta.resolve('@embedpdf/fonts-sc')))

const open = async (weight: string): Promise<Font> => {
  const font = create(await readFile(file(weight)))
  if (!('hasGlyphForCodePoint' in font)) throw new Error(`${file(weight)} is a collection, not one font`)
  return font
}

export type Fonts = { regular: Font; bold: Font }

let opened: Promise<Fonts> | undefined

/** The Chinese font of all documents in two weights, opened once per process; a document embeds only the glyphs that it shows. */
export const openFonts = (): Promise<Fonts> => {
  opened ??= Promise.all([open('Regular'), open('Bold')]).then(([regular, bold]) => ({ regular, bold }))
  // A file that could not be read today may be there tomorrow.
  opened.catch(() => {
    opened = undefined
  })
  return opened
}

/** Stands for a character of the rarest names that the font has no glyph for, as it does in Chinese print. */
const MISSING = '□'

/** What stands for emoji, one or several in a row: nobody takes it for a character that went missing. */
const EMOJI: Record<Locale, string> = { 'zh-CN': '[表情]', en: '[emoji]' }
const emoji = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20E3]/u

const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Variation_Selector}]/u

/**
 * Text as the documents can show it: one line, emoji that the font does not have as a word for them, every other such character as one box, however many code
 * points make it up. Control characters, also those that turn the direction of writing around, are left out.
 */
export const showable = (text: string, font: Font, locale: Locale): string => {
  const plain = text.replaceAll(/\s+/gu, ' ').trim()
  const shows = (character: string): boolean => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)
  const whole = Array.from(plain)
  if (whole.every((character) => shows(character) && !invisible.test(character))) return plain
  let shown = ''
  for (const { segment } of new Intl.Segmenter().segment(plain)) {
    const visible = Array.from(segment).filter((character) => !invisible.test(character))
    if (visible.length === 0) continue
    if (visible.every(shows)) shown += visible.join('')
    else if (!emoji.test(segment)) shown += MISSING
    else if (!shown.endsWith(EMOJI[locale])) shown += EMOJI[locale]
  }
  return shown
}

import { once } from 'node:events'
import PdfKitDocument from 'pdfkit'
import type { Locale } from '@topay/contract'
import { invariant } from '../../platform/index.ts'
import { type Fonts, openFonts, showable } from './fonts.ts'

/** Colours of documents: ink on white paper. */
export const INK = {
  text: '#14201D',
  quiet: '#48544F',
  faint: '#636D68',
  line: '#D5D0C4',
  hairline: '#ECE8E0',
  jade: '#0A7C66',
  fill: '#F3F0E9',
}

/** A4 in points, and what is left free around the text. */
export const PAPER = { width: 595.28, height: 841.89, margin: 42, foot: 58 }
export const INNER = PAPER.width - 2 * PAPER.margin

/** The font's own line height, 1.45, leaves room for marks above capitals that Chinese text does not have. */
const LINE_HEIGHT = 1.28
const LINE_GAP = LINE_HEIGHT - 1.45

export type TextStyle = {
  size?: number
  bold?: boolean
  color?: string
  /** Width in points to wrap in; one line when left out. */
  width?: number
  align?: 'left' | 'right'
}

/** A document, or its measurement: `y` is where the next thing goes, in points from the top. */
export type Paper = {
  y: number
  /** Pages so far. */
  readonly pages: number
  /** Writes at a place; answers the height it took. */
  text: (text: string, x: number, y: number, style?: TextStyle) => number
  /** The height that text would take. */
  height: (text: string, style?: TextStyle) => number
  line: (y: number, color?: string) => void
  box: (y: number, height: number) => void
  /** Starts a new page when less than `space` points are left; true when it did. */
  room: (space: number) => boolean
  /** The whole file. Empty when it was only measured. */
  finish: () => Promise<Buffer>
}

export type About = {
  title: string
  locale: Locale
  made_at: string
  /** At the right of the heading. */
  note: string
  /** Words at the foot of every page. */
  foot: (page: number, pages: number) => { left: string; right: string }
}

const LOGO = 'M6.2 9.2H22.4a3.5 3.5 0 0 1 0 7H20.6M14.6 9.2V25.2'

const drawLogo = (doc: PDFKit.PDFDocument, x: number, y: number, size: number): void => {
  doc
    .save()
    .translate(x, y)
    .scale(size / 32)
  doc.roundedRect(0, 0, 32, 32, 9).fill(INK.jade)
  doc.path(LOGO).lineWidth(3.2).lineCap('round').lineJoin('round').stroke('#FDFCF9')
  doc.restore()
}

/** One document, or with `pages` null its measurement. */
const openPaper = (about: About, fonts: Fonts, pages: number | null): Paper => {
  const drawn = pages !== null
  const doc = new PdfKitDocument({
    size: 'A4',
    margin: 0,
    lang: about.locale,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: about.title, Author: 'Topay', Creator: 'Topay', CreationDate: new Date(about.made_at) },
  })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  // The types know file names and bytes only; pdfkit also takes an opened font, and then all documents share it.
  doc.registerFont('regular', fonts.regular as never)
  doc.registerFont('bold', fonts.bold as never)

  const styled = (text: string, { size = 9, bold = false, width, align = 'left' }: TextStyle) => ({
    shown: showable(text, fonts.regular, about.locale),
    options: width === undefined ? { lineBreak: false } : { width, align, lineGap: size * LINE_GAP },
    set: () => doc.font(bold ? 'bold' : 'regular').fontSize(size),
  })
  let page = 1
  const foot = (): void => {
    const { left, right } = about.foot(page, pages ?? page)
    const y = PAPER.height - PAPER.foot + 18
    paper.line(y - 6)
    paper.text(left, PAPER.margin, y, { size: 8, color: INK.faint })
    const half = PAPER.width / 2
    paper.text(right, half, y, { size: 8, color: INK.faint, width: half - PAPER.margin, align: 'right' })
  }
  const paper: Paper = {
    y: PAPER.margin,
    get pages() {
      return page
    },
    text: (text, x, y, style = {}) => {
      const { shown, options, set } = styled(text, style)
      if (shown === '') return 0
      if (drawn) {
        set()
          .fillColor(style.color ?? INK.text)
          .text(shown, x, y, options)
      }
      return paper.height(text, style)
    },
    height: (text, style = {}) => {
      const { shown, options, set } = styled(text, style)
      if (shown === '') return 0
      return style.width === undefined ? (style.size ?? 9) * LINE_HEIGHT : set().heightOfString(shown, options)
    },
    line: (y, color = INK.line) => {
      if (!drawn) return
      doc
        .moveTo(PAPER.margin, y)
        .lineTo(PAPER.width - PAPER.margin, y)
        .lineWidth(0.5)
        .stroke(color)
    },
    box: (y, height) => {
      if (drawn) doc.roundedRect(PAPER.margin, y, INNER, height, 6).fill(INK.fill)
    },
    room: (space) => {
      if (paper.y + space <= PAPER.height - PAPER.foot) return false
      if (drawn) doc.addPage()
      page += 1
      paper.y = PAPER.margin
      foot()
      return true
    },
    finish: async () => {
      if (!drawn) return Buffer.alloc(0)
      invariant(page === pages, `a document was measured as ${pages} pages and has ${page}`)
      const ended = once(doc, 'end')
      doc.end()
      await ended
      return Buffer.concat(chunks)
    },
  }
  if (drawn) drawLogo(doc, PAPER.margin, PAPER.margin, 22)
  paper.text('Topay', PAPER.margin + 30, PAPER.margin - 1, { size: 15, bold: true, color: INK.jade })
  const half = PAPER.width / 2
  const note = { size: 8.5, color: INK.faint, width: half - PAPER.margin, align: 'right' } as const
  paper.text(about.note, half, PAPER.margin + 6, note)
  paper.y += 42
  foot()
  return paper
}

/**
 * Makes a document by writing it twice: once to measure, so that every page can say how many there are, and once for good. So a page is out of memory as soon as
 * it is full. `write` must do the same both times.
 */
export const makePdf = async (about: About, write: (paper: Paper) => Promise<void>): Promise<Buffer> => {
  const fonts = await openFonts()
  const measured = openPaper(about, fonts, null)
  await write(measured)
  const paper = openPaper(about, fonts, measured.pages)
  await write(paper)
  return paper.finish()
}

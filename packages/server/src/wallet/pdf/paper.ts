import { once } from 'node:events'
import PdfKitDocument from 'pdfkit'
import type { Locale } from '@topay/contract'
import { type Fonts, openFonts, showable } from './fonts.ts'

/** Colours of documents: ink on white paper. */
export const INK = {
  text: '#14201D',
  quiet: '#48544F',
  faint: '#636D68',
  line: '#D5D0C4',
  jade: '#0A7C66',
  fill: '#F3F0E9',
}

/** A4 in points, and what is left free around the text. */
export const PAPER = { width: 595.28, height: 841.89, margin: 42, foot: 58 }
export const INNER = PAPER.width - 2 * PAPER.margin

export type TextStyle = {
  size?: number
  bold?: boolean
  color?: string
  /** Width in points to wrap in; one line when left out. */
  width?: number
  align?: 'left' | 'right'
}

/** One document: `y` is where the next thing goes, in points from the top. */
export type Paper = {
  readonly doc: PDFKit.PDFDocument
  y: number
  /** Writes at a place; answers the height it took. */
  text: (text: string, x: number, y: number, style?: TextStyle) => number
  /** The height that text would take. */
  height: (text: string, style?: TextStyle) => number
  line: (y: number, color?: string) => void
  /** Starts a new page when less than `space` points are left; true when it did. */
  room: (space: number) => boolean
  /** Numbers the pages and answers the whole file. */
  finish: (foot: (page: number, pages: number) => { left: string; right: string }) => Promise<Buffer>
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

const writer = (doc: PDFKit.PDFDocument, fonts: Fonts) => {
  const set = ({ size = 9, bold = false }: TextStyle) => doc.font(bold ? 'bold' : 'regular').fontSize(size)
  const options = ({ width, align = 'left' }: TextStyle) =>
    width === undefined ? { lineBreak: false } : { width, align, lineGap: 1 }
  return {
    text: (text: string, x: number, y: number, style: TextStyle = {}): number => {
      const shown = showable(text, fonts.regular)
      if (shown === '') return 0
      set(style)
        .fillColor(style.color ?? INK.text)
        .text(shown, x, y, options(style))
      return doc.y - y
    },
    height: (text: string, style: TextStyle = {}): number => {
      const shown = showable(text, fonts.regular)
      return shown === '' ? 0 : set(style).heightOfString(shown, options(style))
    },
  }
}

/** Starts a document with its heading: the mark, the title, and when it was made at the right. */
export const startPaper = async (about: {
  title: string
  locale: Locale
  made_at: string
  /** At the right of the heading, in words. */
  note: string
}): Promise<Paper> => {
  const fonts = await openFonts()
  const doc = new PdfKitDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: true,
    bufferPages: true,
    lang: about.locale,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: about.title, Author: 'Topay', Creator: 'Topay', CreationDate: new Date(about.made_at) },
  })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  // The types know file names and bytes only; pdfkit also takes an opened font, and then two documents share it.
  doc.registerFont('regular', fonts.regular as never)
  doc.registerFont('bold', fonts.bold as never)
  const { text, height } = writer(doc, fonts)

  drawLogo(doc, PAPER.margin, PAPER.margin, 22)
  text('Topay', PAPER.margin + 30, PAPER.margin - 1, { size: 15, bold: true, color: INK.jade })
  text(about.note, PAPER.width / 2, PAPER.margin + 5, {
    size: 8.5,
    color: INK.faint,
    width: PAPER.width / 2 - PAPER.margin,
    align: 'right',
  })

  const paper: Paper = {
    doc,
    y: PAPER.margin + 42,
    text,
    height,
    line: (y, color = INK.line) => {
      doc
        .moveTo(PAPER.margin, y)
        .lineTo(PAPER.width - PAPER.margin, y)
        .lineWidth(0.5)
        .stroke(color)
    },
    room: (space) => {
      if (paper.y + space <= PAPER.height - PAPER.foot) return false
      doc.addPage()
      paper.y = PAPER.margin
      return true
    },
    finish: async (foot) => {
      const { start, count } = doc.bufferedPageRange()
      for (let page = start; page < start + count; page++) {
        doc.switchToPage(page)
        const { left, right } = foot(page + 1, count)
        const y = PAPER.height - PAPER.foot + 18
        paper.line(y - 6)
        text(left, PAPER.margin, y, { size: 8, color: INK.faint })
        text(right, PAPER.width / 2, y, {
          size: 8,
          color: INK.faint,
          width: PAPER.width / 2 - PAPER.margin,
          align: 'right',
        })
      }
      const ended = once(doc, 'end')
      doc.end()
      await ended
      return Buffer.concat(chunks)
    },
  }
  return paper
}

import PDFDocument from 'pdfkit'
import { drawText, type Pdf } from './draw-text.ts'

export const PAGE = { width: 595, margin: 48 } as const
export const INNER = PAGE.width - 2 * PAGE.margin

export const COLOR = {
  ink: '#14213d',
  muted: '#5f6b7a',
  line: '#d5dbe3',
  band: '#12355b',
  paper: '#ffffff',
  stamp: '#c1121f',
}

/** Draws an A4 document and gives its bytes. */
export async function makePdf(title: string, draw: (pdf: Pdf) => Promise<void>): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4', margin: 0, lang: 'en', info: { Title: title, Creator: 'Skygraph' } })
  const bytes = pdf.toArray()
  await draw(pdf)
  pdf.end()
  return Buffer.concat(await bytes)
}

/** A small caption with its value under it. */
export async function field(
  pdf: Pdf,
  [caption, value]: readonly [string, string],
  { x, y, width, size = 13 }: { x: number; y: number; width: number; size?: number },
): Promise<void> {
  await drawText(pdf, caption.toUpperCase(), { x, y, width, size: 7.5, color: COLOR.muted })
  await drawText(pdf, value, { x, y: y + 6 + size, width, size, weight: 'bold', color: COLOR.ink })
}

/** A word across the page, for a document that holds no more. */
export async function stamp(pdf: Pdf, word: string, { x, y }: { x: number; y: number }): Promise<void> {
  pdf
    .save()
    .rotate(-18, { origin: [x, y] })
    .opacity(0.8)
  const width = 300
  pdf
    .lineWidth(4)
    .roundedRect(x - width / 2, y - 48, width, 68, 8)
    .stroke(COLOR.stamp)
  await drawText(pdf, word, {
    x: x - width / 2 + 12,
    y,
    width: width - 24,
    size: 40,
    weight: 'bold',
    color: COLOR.stamp,
    align: 'center',
  })
  pdf.restore()
}

export function rule(pdf: Pdf, y: number): void {
  pdf
    .lineWidth(0.7)
    .moveTo(PAGE.margin, y)
    .lineTo(PAGE.width - PAGE.margin, y)
    .stroke(COLOR.line)
}

import type PDFDocument from 'pdfkit'
import type { Weight } from './fonts.ts'
import { type TextRun, textRuns } from './text-runs.ts'

export type Pdf = InstanceType<typeof PDFDocument>

export interface TextStyle {
  size: number
  weight?: Weight
  color?: string
  align?: 'left' | 'right' | 'center'
  /** Points the line may take; what is longer is set smaller, at last cut. */
  width?: number
}

const SMALLEST = 0.6
// Given at all, PDFKit lays out the whole run at once instead of word by word, which would undo right-to-left order.
const FEATURES: [] = []

/** Draws one line in any script we have a font for, its baseline at `y`; `x` is the left edge of `width`. */
export async function drawText(
  pdf: Pdf,
  text: string,
  { x, y, ...style }: TextStyle & { x: number; y: number },
): Promise<void> {
  const { align = 'left', color = '#111111', weight = 'regular' } = style
  const { runs, size } = await fitLine(pdf, text, { ...style, weight })
  const width = await widthOf(pdf, runs, size)
  const room = (style.width ?? width) - width
  let at = x + (align === 'left' ? 0 : align === 'right' ? room : room / 2)
  for (const run of runs) {
    await use(pdf, run, size)
    pdf.fillColor(color).text(run.text, at, y, { lineBreak: false, features: FEATURES, baseline: 'alphabetic' })
    at += pdf.widthOfString(run.text, { features: FEATURES })
  }
}

async function fitLine(
  pdf: Pdf,
  text: string,
  { size, weight, width }: { size: number; weight: Weight; width?: number },
): Promise<{ runs: TextRun[]; size: number }> {
  const runs = textRuns(text, weight)
  const natural = await widthOf(pdf, runs, size)
  if (width === undefined || natural <= width) return { runs, size }
  const smaller = Math.max(size * SMALLEST, (size * width) / natural)
  const letters = [...new Intl.Segmenter().segment(text)].map((s) => s.segment)
  let cut = runs
  while ((await widthOf(pdf, cut, smaller)) > width && letters.pop() !== undefined) {
    cut = textRuns(`${letters.join('')}…`, weight)
  }
  return { runs: cut, size: smaller }
}

async function widthOf(pdf: Pdf, runs: TextRun[], size: number): Promise<number> {
  let width = 0
  for (const run of runs) {
    await use(pdf, run, size)
    width += pdf.widthOfString(run.text, { features: FEATURES })
  }
  return width
}

async function use(pdf: Pdf, { face }: TextRun, size: number): Promise<void> {
  pdf.registerFont(face.name, await face.data())
  pdf.font(face.name).fontSize(size)
}

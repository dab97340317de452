import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import subsetFont from 'subset-font'

export type Weight = 'regular' | 'bold'

/** A part of a font family: the web's fonts come cut up by Unicode ranges, and only what a text needs is read. */
export interface Face {
  /** Unique among all faces */
  name: string
  /** The font file, as TrueType */
  data(): Promise<Uint8Array>
  has(codePoint: number): boolean
}

const require = createRequire(import.meta.url)

interface Family {
  package: string
  /** The parts in the order in which they are asked; undefined: all, in the package's order. */
  parts?: readonly string[]
  file(part: string, weight: Weight): string
  variable?: true
}

const WEIGHT: Record<Weight, number> = { regular: 400, bold: 700 }

// Latin first, so that digits and punctuation look alike in every line; Han, Hangul and kana last, as the largest.
const FAMILIES: readonly Family[] = [
  family(
    'noto-sans',
    'latin',
    'latin-ext',
    'vietnamese',
    'cyrillic',
    'cyrillic-ext',
    'greek',
    'greek-ext',
    'devanagari',
  ),
  family('noto-sans-arabic', 'arabic'),
  family('noto-sans-hebrew', 'hebrew'),
  family('noto-sans-bengali', 'bengali'),
  family('noto-sans-tamil', 'tamil'),
  family('noto-sans-telugu', 'telugu'),
  family('noto-sans-thai', 'thai'),
  variableFamily('noto-sans-sc'),
  variableFamily('noto-sans-kr'),
]

function family(name: string, ...parts: string[]): Family {
  return {
    package: `@fontsource/${name}`,
    parts,
    file: (part, weight) => `${name}-${part}-${WEIGHT[weight]}-normal.woff`,
  }
}

/** Han, kana and Hangul come as variable fonts: 4 MB a family, and 74 as static ones. */
function variableFamily(name: string): Family {
  return {
    package: `@fontsource-variable/${name}`,
    file: (part) => `${name}-${part}-wght-normal.woff2`,
    variable: true,
  }
}

let parts: Array<Record<Weight, Face>> | undefined

/** The face that has this character; undefined where no font of ours does. */
export function faceFor(codePoint: number, weight: Weight): Face | undefined {
  parts ??= FAMILIES.flatMap(partsOf)
  return parts.find((part) => part[weight].has(codePoint))?.[weight]
}

function partsOf(family: Family): Array<Record<Weight, Face>> {
  const rangesOf = require(`${family.package}/unicode.json`) as Record<string, string>
  return (family.parts ?? Object.keys(rangesOf)).map((key) => {
    const ranges = parseRanges(rangesOf[key] ?? '')
    const part = key.replace(/[[\]]/g, '')
    const path = (weight: Weight) => require.resolve(`${family.package}/files/${family.file(part, weight)}`)
    const face = (weight: Weight): Face => ({
      name: `${family.package}/${part}/${weight}`,
      data: onceRead(path(weight), family.variable && WEIGHT[weight]),
      has: (codePoint) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to),
    })
    return { regular: face('regular'), bold: face('bold') }
  })
}

/** CSS's unicode-range: "U+0000-00FF,U+0131" */
const parseRanges = (text: string): Array<[number, number]> =>
  [...text.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi)].map(([, from = '', to = from]) => [
    Number.parseInt(from, 16),
    Number.parseInt(to, 16),
  ])

/**
 * The file as plain TrueType, once read: PDFKit embeds neither variable fonts nor WOFF 2, and WOFF 1 costs it 100 ms a
 * document to unpack. @param wght the instance of a variable font that is wanted
 */
function onceRead(path: string, wght: number | undefined): () => Promise<Uint8Array> {
  let data: Promise<Uint8Array> | undefined
  const options = { keepAllGlyphs: true, targetFormat: 'truetype', ...(wght && { variationAxes: { wght } }) } as const
  return () => {
    data ??= readFile(path).then((file) => subsetFont(file, '', options))
    return data
  }
}

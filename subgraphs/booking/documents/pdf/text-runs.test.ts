import { describe, expect, test } from 'vitest'
import { faceFor } from './fonts.ts'
import { textRuns } from './text-runs.ts'

const drawn = (line: string) => textRuns(line, 'regular').map((r) => r.text)
const families = (line: string) => textRuns(line, 'regular').map((r) => r.face.name.split('/')[1])

describe('runs of a line', () => {
  test('a name with diacritics stays in one family, whole letters and combining marks alike', () => {
    expect(new Set(families('Zoë Łukasiewicz-Nguyễn Thị Ánh Đặng'))).toEqual(new Set(['noto-sans']))
    expect(
      textRuns('Nguye\u0302\u0303n', 'regular')
        .map((r) => r.text)
        .join(''),
    ).toBe('Nguyễn')
  })

  test('joined scripts are not cut within a word', () => {
    expect(drawn('कृष्णमूर्ति')).toEqual(['कृष्णमूर्ति'])
    expect(drawn('محمد')).toEqual(['محمد'])
    expect(drawn('क्‍ष')).toEqual(['क्‍ष'])
  })

  test('words from right to left stand in that order, letters in reading order for the shaper', () => {
    expect(
      drawn('محمد علي')
        .map((t) => t.trim())
        .filter(Boolean),
    ).toEqual(['علي', 'محمد'])
    expect(
      drawn('שרה כהן')
        .map((t) => t.trim())
        .filter(Boolean),
    ).toEqual(['כהן', 'שרה'])
  })

  test('Latin and digits within a right-to-left line keep their own direction', () => {
    const order = drawn('محمد Airbus 320 علي')
    expect(order.join('|')).toContain('Airbus 320')
    expect(order[0]).toBe('علي')
    expect(order.at(-1)).toBe('محمد')
  })

  test('every script that is promised has a font, in both weights', () => {
    for (const line of [
      'Ann',
      'Łuő',
      'Ελένη',
      'Щербаков',
      'शर्मा',
      'محمد',
      'שרה',
      '王小明龘',
      'たなか',
      '김철수',
      'สมชาย',
      'தமிழ்',
    ]) {
      for (const char of line) {
        for (const weight of ['regular', 'bold'] as const)
          expect(faceFor(char.codePointAt(0) as number, weight)).toBeDefined()
      }
    }
  })

  test('control characters and what no font has do no harm', () => {
    expect(drawn('a\nb\u2028c').join('')).toBe('a b c')
    expect(textRuns('\u{10ffff}', 'bold')).toHaveLength(1)
    expect(textRuns('', 'bold')).toEqual([])
  })
})

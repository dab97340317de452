import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../subgraphs/notification/language/language.ts'
import { renderHtml } from '../../subgraphs/notification/messages/render-html.ts'
import { startChromium } from '../support/chromium.ts'
import { PUBLIC_URL, sampleLetters } from './letters.ts'
import { type Look, lookAtMail } from './look-at-mail.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startChromium()
})
afterAll(() => browser.close())

const SCREENS = [
  { width: 360, colorScheme: 'light' },
  { width: 600, colorScheme: 'light' },
  { width: 600, colorScheme: 'dark' },
] as const

/** Every mail as each screen shows it, and what it asked the network for. */
async function look(
  mails: string[],
  screens: ReadonlyArray<(typeof SCREENS)[number]> = SCREENS,
): Promise<{ looks: Look[]; asked: string[] }> {
  const asked: string[] = []
  const looks: Look[] = []
  for (const { width, colorScheme } of screens) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    await page.route('**/*', (route) => {
      asked.push(route.request().url())
      return route.abort()
    })
    for (const mail of mails) {
      await page.setContent(mail)
      looks.push(await lookAtMail(page))
    }
    await page.close()
  }
  return { looks, asked }
}

describe('mails in a browser', () => {
  test.each(LANGUAGES)(
    'in %s fit on a phone, run the right way, are legible, and ask for nothing',
    async (language) => {
      const letters = sampleLetters(language)
      const kinds = Object.keys(letters)
      const { looks, asked } = await look(Object.values(letters).map(renderHtml))
      expect(looks).toHaveLength(SCREENS.length * kinds.length)
      expect(asked).toEqual([])
      const headlines = Object.values(letters).map(({ headline }) => headline.replace(/[\u2068\u2069]/g, ''))
      for (const [n, { links, visibleText, ...facts }] of looks.entries()) {
        const kind = kinds[n % kinds.length]
        const direction = language === 'ar' ? 'rtl' : 'ltr'
        expect({ kind, ...facts }).toEqual({ kind, overflow: 0, direction, language, faint: [], scripts: 0 })
        expect(links.length).toBeGreaterThan(0)
        for (const link of links) expect(link).toMatch(new RegExp(`^${PUBLIC_URL}/\\?booking=[\\w-]+$`))
        expect(visibleText.replace(/[\u2068\u2069]/g, '')).toContain(headlines[n % kinds.length])
      }
    },
  )

  test.each([
    ['one word without end', 'W'.repeat(300)],
    ['many words', 'Maria del Carmen '.repeat(20)],
    ['right to left', 'عبد الرحمن محمد بن سلمان '.repeat(5)],
    ['HTML', '<script>alert(1)</script><img src="https://evil.test/x.png"><style>*{display:none}</style>'],
    ['overrides and piled marks', `\u202e\u2066${'a\u0301\u0301\u0301\u0301\u0301\u0301\u0301'.repeat(30)}`],
  ])('stay whole with a name that is %s', async (_, name) => {
    for (const language of ['en', 'ar'] as const) {
      const { confirmed, delayed } = sampleLetters(language, name)
      const { looks, asked } = await look([confirmed, delayed].map(renderHtml), SCREENS.slice(0, 1))
      expect(asked).toEqual([])
      for (const { overflow, scripts, faint } of looks) {
        expect({ overflow, scripts, faint }).toEqual({ overflow: 0, scripts: 0, faint: [] })
      }
    }
  })

  test('that were made wrong would be seen', async () => {
    const wrong =
      '<html lang="en"><body style="background:#fff"><p style="color:#ccc;width:700px">x</p><img src="https://evil.test/"><script></script>'
    const { looks, asked } = await look([wrong])
    expect(asked).toEqual(SCREENS.map(() => 'https://evil.test/'))
    expect(looks[0]).toMatchObject({ overflow: expect.any(Number), faint: ['x'], scripts: 1, links: [] })
    expect(looks[0]?.overflow).toBeGreaterThan(300)
  })
})

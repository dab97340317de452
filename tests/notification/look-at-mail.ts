import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

export interface Look {
  /** By how much the page is wider than the screen */
  overflow: number
  direction: string
  language: string
  links: string[]
  /** Text in another colour than its ground by less than WCAG AA asks for (4.5, 3 where large) */
  faint: string[]
  visibleText: string
  scripts: number
}

const inBrowser = readFileSync(new URL('./look-at-mail.browser.js', import.meta.url), 'utf8')

/** The facts of the mail that a page shows. */
export const lookAtMail = (page: Page): Promise<Look> => page.evaluate(inBrowser)

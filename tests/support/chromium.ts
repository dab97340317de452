import { type Browser, chromium } from 'playwright-core'
import { askServices } from './services.ts'

/** The machine's Chromium, started; to be closed by who asked for it. */
export async function startChromium(): Promise<Browser> {
  const { path } = await askServices<{ path: string }>('/chromium')
  // Chromium's own sandbox refuses root, as which tests run in containers; what it shows is ours.
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { aptGet, mayInstallMysql as mayInstall } from './mysql-install.ts'
import { StartError } from './start-error.ts'

const run = promisify(execFile)
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const howToInstall = `No Chromium was found: mails are looked at in a real browser. Any one of these will do:
  1. install one so that ${names.slice(0, 3).join(', ')} is on the PATH (brew install --cask chromium, dnf install chromium, …)
  2. on Debian or Ubuntu, run the tests as root once: they install chromium by themselves`

/** The command of a Chromium that starts, installed where that may be done without asking anybody. Throws StartError. */
export async function findChromium(onProgress: (line: string) => void): Promise<string> {
  const found = await firstThatStarts()
  if (found) return found
  if (!mayInstall()) throw new StartError(howToInstall)
  onProgress('no Chromium on this machine: installing chromium with apt-get')
  await aptGet(['update', '-q'], onProgress)
  await aptGet(['install', '-y', '-q', '--no-install-recommends', 'chromium'], onProgress)
  const installed = await firstThatStarts()
  if (!installed) throw new StartError(howToInstall)
  return installed
}

/** As an absolute path; Ubuntu's `chromium-browser` may be a note that asks for a snap, so each has to say its version. */
async function firstThatStarts(): Promise<string | undefined> {
  for (const name of names) {
    try {
      const { stdout: path } = await run('sh', ['-c', `command -v ${name}`])
      const { stdout: version } = await run(path.trim(), ['--version'], { timeout: 30_000 })
      if (/Chrom(?:e|ium) \d+/.test(version)) return path.trim()
    } catch {
      // Not there, or no browser: the next may be.
    }
  }
  return undefined
}

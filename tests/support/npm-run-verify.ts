import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Verified {
  code: number
  output: string
}

/** `npm run verify` as an operator runs it, with none of this run's own settings. */
export function npmRunVerify(env: NodeJS.ProcessEnv, grace: string): Promise<Verified> {
  const { PATH, HOME } = process.env
  const args = ['run', '--silent', 'verify', '--', '--grace', grace]
  return new Promise((resolve) => {
    execFile('npm', args, { cwd: root, env: { PATH, HOME, NO_COLOR: '1', ...env } }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, output: `${out}${err}` }),
    )
  })
}

import { z } from 'zod'

/** One or more environment variables are missing or wrong; `message` names each. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * Reads the variables named in `shape` once and checks them. An empty variable counts as unset.
 * @throws ConfigError that names every variable that is missing or wrong, never its value.
 */
export function readConfig<T extends z.ZodRawShape>(shape: T, env: NodeJS.ProcessEnv = process.env) {
  const given = Object.fromEntries(Object.keys(shape).map((name) => [name, env[name] === '' ? undefined : env[name]]))
  const result = z.object(shape).safeParse(given)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new ConfigError(`Configuration is incomplete or wrong:\n${faults.join('\n')}`)
}

export const port = z.coerce.number('must be a port number').int().min(0).max(65_535)

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' })

export const mysqlUrl = z.url({
  protocol: /^(mysql|mariadb)$/,
  error: 'must look like mysql://user:password@host:port/database',
})

export const redisUrl = z.url({
  protocol: /^rediss?$/,
  error: 'must look like redis://user:password@host:port, or rediss:// for TLS',
})

export const secret = z.string('is required').min(32, 'must have at least 32 characters')

/** An ISO 8601 duration such as PT10M, as milliseconds. */
export const durationMs = z.string().transform((text, context) => {
  try {
    const ms = Temporal.Duration.from(text).total({ unit: 'milliseconds', relativeTo: '2000-01-01T00:00Z[UTC]' })
    if (ms > 0) return ms
  } catch {
    // Falls through to the message below: Temporal's own names no variable.
  }
  context.addIssue({ code: 'custom', message: 'must be a positive ISO 8601 duration, such as PT10M' })
  return z.NEVER
})

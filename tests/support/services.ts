import { inject } from 'vitest'

/** Asks the run's global set-up for something it makes on first use. */
export async function askServices<T>(path: string): Promise<T> {
  const response = await fetch(`${inject('servicesUrl')}${path}`)
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as T
}

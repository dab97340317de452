import { setTimeout as sleep } from 'node:timers/promises'
import { signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import { oneOf, type Random } from './random.ts'

const PATIENCE_MS = 120_000
const REQUEST_MS = 20_000

export interface Booths {
  /** Where booking's processes listen, whether they are up or not */
  urls: readonly string[]
  gatewaySecret: string
  /** By what went wrong: how often it did */
  troubles: Map<string, number>
}

/** The traveller's device gave up: the journey ends where it was. */
export class GaveUp extends Error {
  override name = 'GaveUp'
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the query asked for.
type Data = any

interface Answer {
  data?: Data
  errors?: Array<{ message: string; extensions?: { code?: string; retryAfter?: number } }>
}

/** Asks one of the processes, and again, of any of them, until there is an answer: the same request with the same key. */
export async function askPatiently(
  booths: Booths,
  { viewer, random }: { viewer: Viewer; random: Random },
  request: { query: string; variables: object },
): Promise<Data> {
  const deadline = Date.now() + PATIENCE_MS
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2000)) {
    const answer = await askOnce(booths, { viewer, url: oneOf(random, booths.urls) }, request)
    if (typeof answer !== 'string' && !answer.errors) return answer.data
    const trouble =
      typeof answer === 'string' ? answer : `${answer.errors?.[0]?.extensions?.code}: ${answer.errors?.[0]?.message}`
    booths.troubles.set(trouble, (booths.troubles.get(trouble) ?? 0) + 1)
    if (Date.now() > deadline) throw new GaveUp(trouble)
    const retryAfter = typeof answer === 'string' ? undefined : answer.errors?.[0]?.extensions?.retryAfter
    await sleep(Math.max(waitMs, (retryAfter ?? 0) * 1000) * (1 + Math.random()))
  }
}

/** The answer, or in words why there was none. */
async function askOnce(
  { gatewaySecret }: Booths,
  { viewer, url }: { viewer: Viewer; url: string },
  request: object,
): Promise<Answer | string> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [VIEWER_HEADER]: signViewer(gatewaySecret, viewer) },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(REQUEST_MS),
    })
    return (await response.json()) as Answer
  } catch {
    return 'no answer'
  }
}

/** The payer's press on the bank's page. */
export async function pressPatiently(actionUrl: string, decision: 'approve' | 'decline'): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    const response = await fetch(`${actionUrl}/${decision}`, { method: 'POST', redirect: 'manual' }).catch(
      () => undefined,
    )
    if (response && response.status < 500) return
    await sleep(500)
  }
  throw new GaveUp('the bank is away')
}

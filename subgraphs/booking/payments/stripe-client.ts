import { Stripe } from 'stripe'
import { OutcomeUnknown } from './payment-provider.ts'

/** What stripe@23.1.0 was made for; an account's own default must not change what we read. */
const API_VERSION = '2026-10-28.endive'

/** Stripe's own library, at Stripe or, where an address is given, there and nowhere else. */
export function createStripeClient(
  secretKey: string,
  { url, timeoutMs }: { url: string | undefined; timeoutMs: number },
): Stripe {
  return new Stripe(secretKey, {
    apiVersion: API_VERSION,
    // The worker asks again, with pauses of its own; once more on a closed connection the library does all the same.
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: objectsOnly(),
    ...(url !== undefined && addressOf(url)),
  })
}

/**
 * The library's own HTTP client, but what is JSON and no object is a broken answer: of one such, as a misled proxy may
 * give it, version 23.1.0 makes a rejection that nobody handles, which ends the process.
 */
function objectsOnly() {
  const client = Stripe.createNodeHttpClient()
  const makeRequest = client.makeRequest.bind(client)
  client.makeRequest = async (...request) => {
    const response = await makeRequest(...request)
    const toJson = response.toJSON.bind(response)
    response.toJSON = async () => {
      const json: unknown = await toJson()
      if (typeof json !== 'object' || json === null) throw new SyntaxError('The answer is no JSON object.')
      return json
    }
    return response
  }
  return client
}

function addressOf(url: string) {
  const { protocol, hostname: host, port } = new URL(url)
  return protocol === 'http:'
    ? ({ protocol: 'http', host, port: port || 80 } as const)
    : ({ protocol: 'https', host, port: port || 443 } as const)
}

/**
 * The answer, had in time whatever the library does to get it. What is no clear answer leaves the outcome unknown:
 * time-outs, dropped connections, 5xx, rate limits, a key in use, a wrong API key, and what is no JSON of Stripe's.
 */
export async function answered<T>(ask: () => Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutcomeUnknown(`Stripe gave no answer within ${withinMs} ms.`)), withinMs)
  })
  try {
    return await Promise.race([ask(), late])
  } catch (cause) {
    throw cause instanceof OutcomeUnknown ? cause : new OutcomeUnknown('Stripe gave no clear answer.', { cause })
  } finally {
    clearTimeout(timer)
  }
}

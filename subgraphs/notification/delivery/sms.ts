import type { Outcome } from './outcome.ts'
import type { Sender } from './sender.ts'

const TIMEOUT_MS = 10_000
const LONGEST_REASON = 200

export interface SmsOptions {
  /** Where messages are posted to; without one no SMS leaves. */
  smsUrl: string | undefined
  token?: string | undefined
}

/**
 * Posts `{ to, text }` as JSON to an SMS gateway, with the message's id as Idempotency-Key, so that one who knows it
 * sends once though an answer was lost. 2xx is sent; 400, 404, 410 and 422 are about the message and final; all else may
 * pass.
 */
export function createSmsSender({ smsUrl, token }: SmsOptions): Sender {
  return {
    async send({ recipient, text, messageId }) {
      if (smsUrl === undefined) return { kind: 'refused', reason: 'There is no SMS gateway: SMS_URL is not set.' }
      try {
        const response = await fetch(smsUrl, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'idempotency-key': messageId,
            ...(token && { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify({ to: recipient, text }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
          redirect: 'error',
        })
        return smsOutcome(response.status, (await response.text()).slice(0, LONGEST_REASON))
      } catch (error) {
        const { message, cause } = error as Error
        return { kind: 'later', reason: cause instanceof Error ? `${message}: ${cause.message}` : message }
      }
    },
    close: () => {},
  }
}

const ABOUT_THE_MESSAGE = new Set([400, 404, 410, 422])

export function smsOutcome(status: number, answer: string): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  return { kind: ABOUT_THE_MESSAGE.has(status) ? 'refused' : 'later', reason: `${status} ${answer}`.trim() }
}

import type { FastifyBaseLogger, FastifyError, FastifyReply } from 'fastify'
import { newId } from '#lib/ids.ts'

const RETRY_AFTER_SECONDS = 2

/** What went wrong before GraphQL was reached, in GraphQL's own form: clients read one kind of answer. */
export function refuseHttp(
  error: FastifyError,
  { log, production }: { log: FastifyBaseLogger; production: boolean },
  reply: FastifyReply,
): FastifyReply {
  const status = statusOf(error)
  // Closed while the client still writes, the connection would be reset and the answer lost with it. Node discards the
  // rest of the body, for as long as a request may take.
  if (status === 413) reply.removeHeader('connection')
  if (status >= 400 && status < 500) return answer(reply, status, { message: error.message, code: 'BAD_REQUEST' })
  if (status === 502 || status === 503 || status === 504) {
    reply.header('retry-after', RETRY_AFTER_SECONDS)
    const extensions = { message: 'Not available at the moment, try again soon.', code: 'UNAVAILABLE' }
    return answer(reply, 503, { ...extensions, retryAfter: RETRY_AFTER_SECONDS })
  }
  const requestId = newId()
  log.error({ err: error, requestId }, 'request failed')
  const message = production ? 'Something went wrong on our side.' : error.message
  return answer(reply, 500, { message, code: 'INTERNAL_SERVER_ERROR', requestId })
}

/** A Host header that makes no URL is the client's fault, whoever notices. */
function statusOf(error: FastifyError): number {
  return error.code === 'ERR_INVALID_URL' ? 400 : (error.statusCode ?? 500)
}

interface Refusal {
  message: string
  code: string
  retryAfter?: number
  requestId?: string
}

function answer(reply: FastifyReply, status: number, { message, ...extensions }: Refusal) {
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ errors: [{ message, extensions }] })
}

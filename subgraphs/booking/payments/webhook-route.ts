import type { FastifyInstance } from 'fastify'
import { dbNow } from '#lib/clock.ts'
import type { BookingDeps } from '../deps.ts'
import { nameCharge, recordWebhook } from './store.ts'

const LARGEST_BODY = 256 << 10

/**
 * The provider's calls: each is kept and answered 2xx before anybody acts upon it, so that none is lost with us, and the
 * provider does not wait for our work. One that is not signed by it is refused with 401, one that is about something
 * else than a payment of ours is heard and forgotten.
 * @param onRecorded after each that was kept, as the worker's `wake`
 */
export function webhookRoute(app: FastifyInstance, deps: BookingDeps, onRecorded: () => void = () => {}): void {
  // A scope of its own: the signature is over the bytes as they came, so no parser may touch them.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LARGEST_BODY }, (_request, body, done) =>
      done(null, body),
    )
    scope.post('/webhooks/payments', { bodyLimit: LARGEST_BODY }, async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : ''
      const event = deps.provider.verifyWebhook(request.headers, body)
      if (!event) return reply.code(401).send({ error: 'The signature is missing, wrong or too old.' })
      if (event === 'NOT_FOR_US') return reply.code(200).send({ ignored: true })
      const { eventId, type, paymentId, refundId, chargeId } = event
      // No more of it than tells what it was about: the rest has the payer's data, and secrets that still work.
      const kept = JSON.stringify({ id: eventId, type, paymentId, refundId, chargeId })
      await deps.db.transaction(async (tx) => {
        await recordWebhook(tx, { eventId, paymentId, body: kept, receivedAt: await dbNow(tx) })
        await nameCharge(tx, paymentId, chargeId)
      })
      onRecorded()
      return reply.code(202).send({ recorded: eventId })
    })
  })
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createLog } from '#lib/log.ts'
import { until } from '../../tests/support/wait.ts'
import { type Disorder, fateOf } from './disorder.ts'
import { type Charge, type Ledger, openLedger, type ProviderEvent } from './ledger.ts'
import { startWebhooks, type Webhooks } from './webhooks.ts'

const log = createLog('webhooks-test').child({}, { level: 'silent' })
const merchant = fastify()
let url: string
let heard: ProviderEvent[]
let answers: () => number
let folder: string
let ledger: Ledger
let webhooks: Webhooks | undefined

beforeAll(async () => {
  merchant.post('/hook', async (request, reply) => {
    heard.push(request.body as ProviderEvent)
    return reply.code(answers()).send()
  })
  url = `${await merchant.listen({ host: '127.0.0.1', port: 0 })}/hook`
})
afterAll(() => merchant.close())
beforeEach(async () => {
  heard = []
  answers = () => 204
  folder = await mkdtemp(join(tmpdir(), 'skygraph-webhooks-'))
  ledger = await openLedger(join(folder, 'journal.jsonl'))
})
afterEach(async () => {
  await stop()
  await rm(folder, { recursive: true })
})

function start(disorder: Disorder): Webhooks {
  webhooks = startWebhooks({ url, secret: 's'.repeat(32), disorder, ledger, log })
  return webhooks
}
async function stop() {
  await webhooks?.stop()
  await ledger.close()
  webhooks = undefined
}
const charge = (key: string, status: Charge['status']): Charge => ({
  id: `ch_${key}`,
  key,
  amountMinor: 100,
  currency: 'INR',
  token: 'tok_challenge',
  returnUrl: null,
  clientSecret: 'cs_1',
  status,
  declineCode: null,
  createdAt: '2027-01-01T00:00:00.000Z',
})
async function eventOf(key: string, status: Charge['status']): Promise<ProviderEvent> {
  const event = await ledger.saveCharge(charge(key, status))
  if (!event) throw new Error('no news for the merchant')
  return event
}

test('what happened later arrives first, and what was heard comes again, byte for byte', async () => {
  const disorder = { share: 0.5, seed: 'a' }
  const fate = (paymentId: string, type: string) =>
    fateOf({ id: '', createdAt: '', type, data: { chargeId: '', paymentId, refundId: null } }, disorder)
  const key = Array.from({ length: 1000 }, (_, n) => `p${n}`).find((one) => {
    const [first, second] = [fate(one, 'charge.requires_action'), fate(one, 'charge.captured')]
    return first.late && !first.twice && second.twice && !second.late
  }) as string
  const { send } = start(disorder)
  const challenged = await eventOf(key, 'requires_action')
  const captured = await eventOf(key, 'captured')
  send(challenged)
  send(captured)
  await until(() => heard.length === 3)
  expect(heard[0]).toEqual(captured)
  expect(heard.filter(({ id }) => id === challenged.id)).toEqual([challenged])
  expect(heard.filter(({ id }) => id === captured.id)).toEqual([captured, captured])
})

test('a late one with nothing behind it arrives all the same', async () => {
  start({ share: 1, seed: 'a' }).send(await eventOf('alone', 'captured'))
  await until(() => heard.length === 2)
})

test('in good order each event comes once', async () => {
  const { send } = start({ share: 0, seed: 'a' })
  for (const key of ['a', 'b', 'c']) {
    send(await eventOf(key, 'captured'))
    await until(() => heard.some(({ data }) => data.paymentId === key))
  }
  await until(() => ledger.undelivered().length === 0)
  expect(heard.map(({ data }) => data.paymentId)).toEqual(['a', 'b', 'c'])
})

test('what is not answered with 2xx comes again, also after the provider has been restarted', async () => {
  for (const status of [301, 400, 409, 500, 503]) {
    heard = []
    answers = () => (heard.length < 2 ? status : 204)
    start({ share: 0, seed: 'a' }).send(await eventOf(`refused ${status}`, 'captured'))
    await until(() => heard.length === 2)
    await until(() => ledger.undelivered().length === 0)
    await webhooks?.stop()
  }
  answers = () => 500
  const event = await eventOf('unheard', 'captured')
  start({ share: 0, seed: 'a' }).send(event)
  await until(() => heard.some(({ id }) => id === event.id))
  await stop()
  heard = []
  answers = () => 204
  ledger = await openLedger(join(folder, 'journal.jsonl'))
  expect(ledger.undelivered()).toEqual([event])
  start({ share: 0, seed: 'a' })
  await until(() => ledger.undelivered().length === 0)
  expect(heard).toEqual([event])
})

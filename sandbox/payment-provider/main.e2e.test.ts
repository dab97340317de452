import { createHmac } from 'node:crypto'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestProcess, testProcesses } from '../../tests/support/process.ts'
import { until } from '../../tests/support/wait.ts'
import { signature } from './webhooks.ts'

const secret = 'a secret of this test, long enough'
const authorization = `Bearer ${createHmac('sha256', secret).update('payment provider API key').digest('base64url')}`
const processes = testProcesses()
const merchant = fastify()
const heard: Array<{ id: string; type: string; data: { paymentId: string; refundId: string | null } }> = []
const refuseFirst = new Set<string>()
let folder: string
let env: NodeJS.ProcessEnv
let sandbox: TestProcess

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skygraph-sandbox-'))
  merchant.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  merchant.post('/hook', async (request, reply) => {
    const body = request.body as string
    const [, seconds] = /^t=(\d+)/.exec(String(request.headers['skygraph-signature'])) ?? []
    expect(request.headers['skygraph-signature']).toBe(signature(secret, body, Number(seconds) * 1000))
    const event = JSON.parse(body)
    heard.push(event)
    return refuseFirst.delete(event.data.paymentId) ? reply.code(500).send() : { ok: true }
  })
  const url = await merchant.listen({ host: '127.0.0.1', port: 0 })
  env = { SKYGRAPH_DATA: folder, PAYMENT_WEBHOOK_SECRET: secret, WEBHOOK_URL: `${url}/hook` }
  sandbox = await processes.start('sandbox/payment-provider/main.ts', env)
})
afterAll(async () => {
  await processes.stop()
  await merchant.close()
  await rm(folder, { recursive: true })
})

/** The answer's JSON, with the HTTP status where it has no status of its own. */
const ask = async (
  path: string,
  { key, body }: { key?: string; body?: object } = {},
): Promise<Record<string, unknown>> => {
  const response = await fetch(`${sandbox.url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization,
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, ...((await response.json()) as Record<string, unknown>) }
}
const charge = (key: string, token: string, amountMinor = 100) =>
  ask('/charges', { key, body: { amountMinor, currency: 'INR', token, returnUrl: null } })
const refund = (key: string, chargeId: unknown, amountMinor: number) =>
  ask('/refunds', { key, body: { amountMinor, currency: 'INR', chargeId } })

describe('charges', () => {
  test('one key is one charge, also at once; with another amount it is a conflict', async () => {
    const answers = await Promise.all([0, 1, 2, 3].map(() => charge('k1', 'tok_ok')))
    expect(new Set(answers.map((a) => a.id)).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 'captured', paymentId: 'k1' })
    expect((await charge('k1', 'tok_ok', 101)).status).toBe(409)
    expect(await ask('/charges?key=k1')).toMatchObject({ id: answers[0]?.id })
    expect(await ask(`/charges/${answers[0]?.id}`)).toMatchObject({ paymentId: 'k1' })
  })

  test('each token does what it stands for', async () => {
    expect(await charge('d', 'tok_declined')).toMatchObject({ status: 'failed', declineCode: 'card_declined' })
    expect(await charge('c', 'tok_challenge')).toMatchObject({ status: 'requires_action' })
    expect(await charge('u', 'tok_unknown')).toMatchObject({ declineCode: 'invalid_token' })
    expect((await ask('/charges?key=u')).status).toBe(404)
    const slow = charge('s', 'tok_slow')
    await until(async () => (await ask('/charges?key=s')).status === 'processing')
    expect(await slow).toMatchObject({ status: 'captured' })
  })

  test('an answer may be lost although the charge was made', async () => {
    await expect(charge('t', 'tok_timeout')).rejects.toThrow('fetch failed')
    expect(await ask('/charges?key=t')).toMatchObject({ status: 'captured' })
    expect(await charge('t', 'tok_timeout')).toMatchObject({ status: 'captured' })
  })

  test('a challenge may be ended while nobody has answered it, and nothing else may', async () => {
    const cancel = (id: unknown) => ask(`/charges/${id}/cancel`, { body: {} })
    const press = (id: unknown) => fetch(`${sandbox.url}/challenges/${id}/approve`, { method: 'POST' })
    const { id: open } = await charge('open', 'tok_challenge')
    expect(await cancel(open)).toMatchObject({ status: 'failed', declineCode: 'canceled' })
    expect(await (await press(open)).text()).toContain('called off')
    expect(await ask(`/charges/${open}`)).toMatchObject({ status: 'failed' })
    const { id: met } = await charge('met', 'tok_challenge')
    await press(met)
    expect(await cancel(met)).toMatchObject({ status: 'captured', declineCode: null })
    expect((await cancel('ch_none')).status).toBe(404)
  })

  test('nobody without the key of the API gets in', async () => {
    for (const path of ['/ledger', '/charges?key=k1']) expect((await fetch(`${sandbox.url}${path}`)).status).toBe(401)
    const wrong = await fetch(`${sandbox.url}/ledger`, { headers: { authorization: `Bearer ${secret}` } })
    expect(wrong.status).toBe(401)
  })
})

describe('refunds', () => {
  test('never exceed the charge, and end a little later', async () => {
    const { id } = await charge('r', 'tok_ok', 100)
    const [a, b] = await Promise.all([refund('r1', id, 60), refund('r2', id, 60)])
    expect([a?.status, b?.status].sort()).toEqual(['failed', 'pending'])
    expect((await refund('r3', id, 41)).status).toBe('failed')
    const key = a?.status === 'pending' ? 'r1' : 'r2'
    await until(async () => (await ask(`/refunds?key=${key}`)).status === 'succeeded')
  })

  test('one that fails leaves the money to be refunded again', async () => {
    const { id } = await charge('rf', 'tok_refund_fails', 100)
    expect((await refund('rf1', id, 100)).status).toBe('pending')
    await until(async () => (await ask('/refunds?key=rf1')).status === 'failed')
    await until(() => heard.some((e) => e.type === 'refund.failed' && e.data.refundId === 'rf1'))
    expect((await refund('rf2', id, 100)).status).toBe('pending')
    await until(async () => (await ask('/refunds?key=rf2')).status === 'succeeded')
  })
})

describe('webhooks', () => {
  test('come again until they were heard', async () => {
    refuseFirst.add('w')
    await charge('w', 'tok_ok')
    await until(() => heard.filter((e) => e.data.paymentId === 'w').length >= 2)
    const [first, second] = heard.filter((e) => e.data.paymentId === 'w')
    expect(first).toEqual(second)
  })
})

describe('the ledger', () => {
  test('survives SIGKILL, with what was under way and a line cut short', async () => {
    const { id } = await charge('before', 'tok_ok', 700)
    await refund('refund before', id, 700)
    const slow = charge('slow before', 'tok_slow').catch(() => undefined)
    await until(async () => (await ask('/charges?key=slow%20before')).status === 'processing')
    await sandbox.kill('SIGKILL')
    await slow
    await appendFile(join(folder, 'payments', 'journal.jsonl'), '{"charge":{"id":"ch_half')
    sandbox = await processes.start('sandbox/payment-provider/main.ts', env)
    expect(await charge('before', 'tok_ok', 700)).toMatchObject({ id })
    await until(async () => (await ask('/refunds?key=refund%20before')).status === 'succeeded')
    await until(async () => (await ask('/charges?key=slow%20before')).status === 'captured')
    await until(() => heard.some((e) => e.data.paymentId === 'slow before' && e.type === 'charge.captured'))
    const { charges } = (await ask('/ledger')) as unknown as { charges: Array<{ key: string }> }
    expect(new Set(charges.map((c) => c.key)).size).toBe(charges.length)
  })

  test('that is damaged is not silently begun anew', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'skygraph-sandbox-'))
    const journal = join(broken, 'payments', 'journal.jsonl')
    await sandbox.kill('SIGTERM')
    await processes
      .start('sandbox/payment-provider/main.ts', { ...env, SKYGRAPH_DATA: broken })
      .then((p) => p.kill('SIGTERM'))
    await writeFile(journal, 'no JSON\n')
    const start = processes.start('sandbox/payment-provider/main.ts', { ...env, SKYGRAPH_DATA: broken })
    await expect(start).rejects.toMatchObject({
      cause: { message: expect.stringContaining('is no line of a journal') },
    })
    await rm(broken, { recursive: true })
  })
})

test('it ends with 0 on SIGTERM, and never starts in production', async () => {
  const one = await processes.start('sandbox/payment-provider/main.ts', env)
  expect(await one.kill('SIGTERM')).toBe(0)
  const start = processes.start('sandbox/payment-provider/main.ts', { ...env, NODE_ENV: 'production' })
  await expect(start).rejects.toMatchObject({ cause: { message: expect.stringContaining('never runs in production') } })
})

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type PaymentId, type RefundId } from '#lib/ids.ts'
import {
  INVALID_TOKEN,
  OutcomeUnknown,
  type ProviderRefund,
} from '../../subgraphs/booking/payments/payment-provider.ts'
import { until } from '../support/wait.ts'
import { type ProviderPlace, places, request, signed } from './providers.ts'

describe.each(Object.entries(places))('%s', (_, openPlace) => {
  let place: ProviderPlace
  beforeAll(async () => {
    place = await openPlace()
  })
  afterAll(() => place.close())

  const charge = (token: keyof ProviderPlace['tokens'], overrides: Parameters<typeof request>[0] = {}) =>
    place.provider.charge(request({ token: place.tokens[token], ...overrides }))
  const captured = async (amountMinor = 12_550) => {
    const wanted = request({ token: place.tokens.ok, amountMinor })
    const { providerId } = await place.provider.charge(wanted)
    return { paymentId: wanted.paymentId, chargeId: providerId as string, currency: 'INR' }
  }
  const refundOf = async (
    of: Awaited<ReturnType<typeof captured>>,
    amountMinor: number,
    refundId = newId<RefundId>(),
  ) => {
    const ask = () => place.provider.refund({ ...of, refundId, amountMinor })
    let last: ProviderRefund | undefined
    await until(async () => {
      last = await ask()
      return last.status !== 'PENDING'
    })
    return last
  }

  describe('a charge', () => {
    test('of a good card is captured, and found again by its name and by ours', async () => {
      const wanted = request({ token: place.tokens.ok })
      const made = await place.provider.charge(wanted)
      expect(made).toEqual({ status: 'CAPTURED', providerId: expect.any(String) })
      const { paymentId } = wanted
      for (const providerId of [made.providerId, null])
        expect(await place.provider.fetchCharge({ paymentId, providerId })).toEqual(made)
    })

    test('asked for again, also by many at once, is made once', async () => {
      const wanted = request({ token: place.tokens.ok })
      const before = (await place.ledger()).charges.length
      // A provider may leave it open which of several at once it is.
      const some = await Promise.allSettled([1, 2, 3, 4, 5].map(() => place.provider.charge(wanted)))
      const all = some.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      for (const one of some) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(OutcomeUnknown)
      all.push(await place.provider.charge(wanted))
      expect(new Set(all.map((c) => c.providerId)).size).toBe(1)
      expect((await place.ledger()).charges.length).toBe(before + 1)
    })

    test('of a bad card has failed, with the reason', async () => {
      expect(await charge('declined')).toMatchObject({ status: 'FAILED', declineCode: 'card_declined' })
      expect(await charge('insufficientFunds')).toMatchObject({ status: 'FAILED', declineCode: 'insufficient_funds' })
    })

    test('of a token the provider does not know has failed, and nobody was asked', async () => {
      for (const token of ['nonsense', 'pm_', 'tok_', 'pm_none', '💳'.repeat(10)]) {
        const failed = { status: 'FAILED', providerId: null, declineCode: INVALID_TOKEN }
        expect(await place.provider.charge(request({ token }))).toEqual(failed)
      }
    })

    test('the provider never got is not there', async () => {
      expect(await place.provider.fetchCharge({ paymentId: newId(), providerId: null })).toBeUndefined()
    })

    test('is in the unit the provider counts the currency in', async () => {
      for (const [currency, amountMinor] of [
        ['JPY', 98_000],
        ['KWD', 5120],
        ['EUR', 1],
      ] as const) {
        const { providerId } = await charge('ok', { currency, amountMinor })
        const found = (await place.ledger()).charges.find((c) => c.id === providerId)
        expect(found?.amount).toBe(amountMinor)
      }
    })
  })

  describe('a challenge', () => {
    test('waits for the payer on a page of the bank, and is captured when they approve', async () => {
      const wanted = request({ token: place.tokens.challenge })
      const made = await place.provider.charge(wanted)
      expect(made).toMatchObject({ status: 'REQUIRES_ACTION', clientSecret: expect.stringMatching(/./) })
      expect(made.status === 'REQUIRES_ACTION' && URL.canParse(made.actionUrl ?? '')).toBe(true)
      await place.answerChallenge(made.providerId as string, true)
      const { paymentId } = wanted
      for (const providerId of [made.providerId, null])
        expect(await place.provider.fetchCharge({ paymentId, providerId })).toMatchObject({ status: 'CAPTURED' })
      // The key's answer was kept before the payer acted.
      expect(await place.provider.charge(wanted)).toEqual({ status: 'CAPTURED', providerId: made.providerId })
    })

    test('that the payer fails has failed', async () => {
      const wanted = request({ token: place.tokens.challenge })
      const { providerId } = await place.provider.charge(wanted)
      await place.answerChallenge(providerId as string, false)
      const found = await place.provider.fetchCharge({ paymentId: wanted.paymentId, providerId })
      expect(found).toMatchObject({ status: 'FAILED', declineCode: expect.stringMatching(/./) })
    })

    test('that is called off has failed, however often; one that was met stays captured', async () => {
      const cancel = (id: string | null) => place.provider.cancelCharge?.(id as string)
      const open = await charge('challenge')
      for (const _ of [1, 2])
        expect(await cancel(open.providerId)).toMatchObject({ status: 'FAILED', declineCode: 'canceled' })
      const met = await charge('challenge')
      await place.answerChallenge(met.providerId as string, true)
      expect(await cancel(met.providerId)).toEqual({ status: 'CAPTURED', providerId: met.providerId })
    })
  })

  describe('an outcome that was not heard', () => {
    test('is unknown, and known when asked for; asked for as a charge, nothing is charged again', async () => {
      const wanted = request({ token: place.tokens.ok })
      await expect(place.chargeUnheard(wanted)).rejects.toBeInstanceOf(OutcomeUnknown)
      const { paymentId } = wanted
      const found = await place.provider.fetchCharge({ paymentId, providerId: null })
      expect(found).toMatchObject({ status: 'CAPTURED' })
      const ours = (await place.ledger()).charges.filter((c) => c.id === found?.providerId)
      expect(ours).toHaveLength(1)
    })

    test('of a provider that is away is unknown, whatever was asked', async () => {
      const { away } = place
      const refund = { refundId: newId<RefundId>(), ...(await captured()), amountMinor: 100 }
      const asked = [
        away.charge(request({ token: place.tokens.ok })),
        away.fetchCharge({ paymentId: newId(), providerId: null }),
        away.fetchCharge({ paymentId: newId(), providerId: 'pi_1' }),
        away.cancelCharge?.('pi_1'),
        away.refund(refund),
      ]
      for (const one of asked) await expect(one).rejects.toBeInstanceOf(OutcomeUnknown)
    })
  })

  describe('a refund', () => {
    test('succeeds, once, however often it is asked for', async () => {
      const of = await captured()
      const refundId = newId<RefundId>()
      const before = (await place.ledger()).refunds.length
      const first = await refundOf(of, 10_000, refundId)
      expect(first).toEqual({ status: 'SUCCEEDED', providerId: expect.any(String) })
      expect(await refundOf(of, 10_000, refundId)).toEqual(first)
      expect((await place.ledger()).refunds.length).toBe(before + 1)
    })

    test('may be one of several, but never of more than was captured', async () => {
      const of = await captured(300)
      expect(await refundOf(of, 100)).toMatchObject({ status: 'SUCCEEDED' })
      expect(await refundOf(of, 201)).toEqual({ status: 'FAILED', providerId: null })
      expect(await refundOf(of, 200)).toMatchObject({ status: 'SUCCEEDED' })
      expect(await refundOf(of, 1)).toEqual({ status: 'FAILED', providerId: null })
    })
  })

  describe('a webhook', () => {
    const told = (refundId: string | null = null) => ({ paymentId: newId<PaymentId>(), refundId, chargeId: 'ch_1' })
    const verify = (body: string, signature?: string) =>
      place.provider.verifyWebhook({ [place.signatureHeader]: signature }, body)
    const sign = (body: string, atMs?: number) => signed(place.webhookSecret, body, atMs)
    const isEvent = (verdict: ReturnType<typeof verify>) => typeof verdict === 'object'

    test('that is signed tells which payment it is about, which refund, and what its charge is called', () => {
      for (const one of [told(), told(newId())]) {
        const body = place.message(one)
        expect(verify(body, sign(body))).toEqual({ ...one, eventId: JSON.parse(body).id, type: JSON.parse(body).type })
      }
    })

    test('counts for five minutes', () => {
      const body = place.message(told())
      expect(isEvent(verify(body, sign(body, Date.now() - 4 * 60_000)))).toBe(true)
      expect(verify(body, sign(body, Date.now() - 6 * 60_000))).toBeUndefined()
    })

    test('that was changed on its way, or signed by another or not at all, is of nobody', () => {
      const body = place.message(told())
      const good = sign(body)
      const forged: Array<[string, string | undefined]> = [
        [body, undefined],
        [body, ''],
        [body, 't=1,v1=00'],
        [body, good.replace('v1', 'v0')],
        [body, good.replace(/^t=\d+/, `t=${Math.floor(Date.now() / 1000) + 1}`)],
        [body, signed('another secret, long enough to pass', body)],
        [body.replace('ch_1', 'ch_2'), good],
        [`${body} `, good],
        ['', good],
      ]
      for (const [text, header] of forged) expect(verify(text, header)).toBeUndefined()
      expect(isEvent(verify(body, good))).toBe(true)
    })

    test('of any bytes and any header is never an event', () => {
      const noise = fc.oneof(fc.string(), fc.json(), fc.constant(place.message(told())))
      const hex = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('hex'))
      const header = fc.oneof(
        fc.string(),
        fc.tuple(fc.nat(), hex).map(([t, v1]) => `t=${t},v1=${v1}`),
      )
      fc.assert(
        fc.property(noise, header, (body, signature) => {
          expect(verify(body, signature)).toBeUndefined()
        }),
      )
    })

    test('that is signed and about something else is not an event either', () => {
      const odd = fc.record(
        { id: fc.constantFrom('evt_1', 7, null, 'ü'), object: fc.constant('event'), data: fc.jsonValue() },
        { requiredKeys: [] },
      )
      fc.assert(
        fc.property(
          fc.oneof(
            fc.json(),
            odd.map((o) => JSON.stringify(o)),
            fc.string(),
          ),
          (body) => {
            expect(isEvent(verify(body, sign(body)))).toBe(false)
          },
        ),
      )
    })
  })
})

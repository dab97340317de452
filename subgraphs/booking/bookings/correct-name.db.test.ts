import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import {
  type NewBooking,
  newViewer,
  type PaymentWorld,
  payInput,
  paymentWorld,
} from '../../../tests/support/payments.ts'
import { loadTicketDocument } from '../documents/load-documents.ts'
import { loadTickets } from '../documents/store.ts'
import { payBooking } from '../payments/pay-booking.ts'
import { correctName } from './correct-name.ts'
import { loadHistory, loadPassengers } from './store.ts'

let world: PaymentWorld
beforeAll(async () => {
  world = await paymentWorld()
})
afterAll(() => world?.stop())

const passengersOf = ({ booking }: NewBooking) => loadPassengers(world.deps.db.client, [booking.id])
async function correct(made: NewBooking, more: Partial<Parameters<typeof correctName>[2]> = {}) {
  const passengerId = (await passengersOf(made))[0]?.id as string
  const names = { givenName: ' Āśā ', familyName: 'Rāo' }
  const ids = { bookingId: made.booking.id, passengerId, idempotencyKey: newId() }
  return correctName(world.deps, made.viewer, { ...ids, ...names, ...more })
}

test('a name is corrected once, its ticket prints it, and neither history nor event tells names', async () => {
  const made = await world.newBooking()
  const { client } = world.deps.db
  await payBooking(world.deps, made.viewer, payInput(made.booking, 'tok_ok'))
  const again = { idempotencyKey: newId() }
  for (const _ of [1, 2]) expect(await correct(made, again)).toMatchObject({ ok: true, id: made.booking.id })
  expect((await passengersOf(made)).map((p) => `${p.givenName} ${p.familyName}`)).toEqual(['Āśā Rāo', 'Asha1 Rao'])
  const [ticket] = (await loadTickets(client, [made.booking.id])).get(made.booking.id) ?? []
  expect((await loadTicketDocument(client, ticket?.number ?? ''))?.passenger).toMatchObject({ givenName: 'Āśā' })
  const told = (await loadHistory(client, [made.booking.id])).filter((e) => e.action.startsWith('NAME'))
  expect(told).toMatchObject([{ actor: 'customer', action: 'NAME_CORRECTED' }])
  const [event] = await client.$queryRaw<Array<{ event: string }>>`SELECT event FROM outbox ORDER BY seq DESC LIMIT 1`
  expect(JSON.parse(event?.event ?? '{}').data).toEqual({ bookingId: made.booking.id, action: 'NAME_CORRECTED' })
})

test('a request that is refused changes nothing', async () => {
  const [made, other] = [await world.newBooking(), await world.newBooking()]
  const before = await passengersOf(made)
  expect(await correct(made, { givenName: '' })).toMatchObject({ path: ['input', 'givenName'] })
  expect(await correct(made, { familyName: 'Rao\r\nBcc: x@y.test' })).toMatchObject({ path: ['input', 'familyName'] })
  expect(await correct(made, { idempotencyKey: '' })).toMatchObject({ path: ['input', 'idempotencyKey'] })
  const [stranger] = await passengersOf(other)
  for (const passengerId of [newId(), '', stranger?.id as string]) {
    expect(await correct(made, { passengerId })).toMatchObject({ code: 'NOT_FOUND' })
  }
  for (const bookingId of [newId(), '', 'é', other.booking.id]) {
    expect(await correct(made, { bookingId })).toMatchObject({ code: 'NOT_FOUND' })
  }
  expect(await correct({ ...made, viewer: newViewer() })).toMatchObject({ code: 'NOT_FOUND' })
  expect(await passengersOf(made)).toEqual(before)
})

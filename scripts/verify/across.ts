import {
  everConfirmed,
  flightsOnSale,
  paymentEntries,
  refundEntries,
  seatStates,
  toldAvailability,
} from '../../subgraphs/booking/invariants/facts/store.ts'
import { knownAvailability, publishedFlights } from '../../subgraphs/flight/invariants/store.ts'
import { confirmationMails } from '../../subgraphs/notification/invariants/store.ts'
import { compareLedger } from './compare-ledger.ts'
import { type Entry, many, pages } from './entry.ts'
import { compareMap, foldSeatMaps } from './fold-seat-maps.ts'
import type { System } from './system.ts'

const itself = (id: string) => id

const ledgersEqual: Entry = {
  invariant: 4,
  name: 'ledgers_equal',
  words: "our ledger equals the payment provider's, to the cent",
  settles: true,
  async look(system) {
    if (system.paymentProvider !== 'sandbox')
      return { nothing: `${system.paymentProvider} keeps its ledger itself: compare with its own reports` }
    const booking = await system.database('booking')
    // Theirs first: what happens meanwhile is then at most missing there, and settles.
    const theirs = await system.ledger()
    const payments = (
      await Array.fromAsync(
        pages(
          (page) => paymentEntries(booking, page),
          (p) => p.id,
        ),
      )
    ).flat()
    const refunds = (
      await Array.fromAsync(
        pages(
          (page) => refundEntries(booking, page),
          (r) => r.id,
        ),
      )
    ).flat()
    const seen = `${many(theirs.charges.length, 'charge')}, ${many(theirs.refunds.length, 'refund')}`
    return { offenders: compareLedger({ payments, refunds }, theirs), seen }
  },
}

/** Beyond the grace a mail that still waits counts as one that does not come. */
const ENDED = new Set(['SENT', 'DEAD'])

const confirmationsMailed: Entry = {
  invariant: 6,
  name: 'confirmations_mailed',
  words: 'every confirmed booking has its confirmation mail, sent or a dead letter',
  settles: true,
  async look(system) {
    const booking = await system.database('booking')
    const notification = await system.database('notification')
    const offenders: string[] = []
    let count = 0
    for await (const ids of pages((page) => everConfirmed(booking, page), itself)) {
      const mails = await confirmationMails(notification, ids)
      count += ids.length
      for (const id of ids) {
        const status = mails.get(id) ?? 'none'
        if (!ENDED.has(status)) offenders.push(`${id} ${status}`)
      }
    }
    return { offenders, seen: many(count, 'booking') }
  },
}

const publishedOnSale: Entry = {
  invariant: 6,
  name: 'published_flights_on_sale',
  words: 'every flight that was put on sale is on sale',
  settles: true,
  async look(system) {
    const flight = await system.database('flight')
    const booking = await system.database('booking')
    const offenders: string[] = []
    let count = 0
    for await (const ids of pages(({ after, limit }) => publishedFlights(flight, after, limit), itself)) {
      const onSale = await flightsOnSale(booking, ids)
      count += ids.length
      offenders.push(...ids.filter((id) => !onSale.has(id)))
    }
    return { offenders, seen: many(count, 'flight') }
  },
}

const availabilityKnown: Entry = {
  invariant: 6,
  name: 'availability_known',
  words: 'flight knows of every flight whether it is sold, and sold out, as booking told',
  settles: true,
  async look(system) {
    const flight = await system.database('flight')
    const booking = await system.database('booking')
    const offenders: string[] = []
    let count = 0
    for await (const told of pages(
      (page) => toldAvailability(booking, page),
      ({ id }) => id,
    )) {
      const known = await knownAvailability(
        flight,
        told.map(({ id }) => id),
      )
      count += told.length
      for (const { id, sold, soldOut } of told) {
        const there = known.get(id)
        if (there?.sold !== sold || there.soldOut !== soldOut) offenders.push(`${id} told ${sold} [${soldOut}]`)
      }
    }
    return { offenders, seen: many(count, 'flight') }
  },
}

const FLIGHTS_AT_ONCE = 50

const mapsFold: Entry = {
  invariant: 7,
  name: 'seat_maps_fold',
  words: 'the events of a seat map are without a gap, and add up to the map as it is',
  settles: true,
  async look(system) {
    const folded = foldSeatMaps()
    const count = await system.readTopic('seat.v1', (messages) => {
      for (const { value } of messages) {
        const event = JSON.parse(value)
        if (event.type === 'seats.changed.v1') folded.add(event.data)
      }
    })
    if (count === 0) return { nothing: noEvents(system) }
    const booking = await system.database('booking')
    const offenders: string[] = []
    const flightIds = [...folded.maps.keys()]
    for (let n = 0; n < flightIds.length; n += FLIGHTS_AT_ONCE) {
      const ids = flightIds.slice(n, n + FLIGHTS_AT_ONCE)
      const seats = Map.groupBy(await seatStates(booking, ids), (s) => s.flightId)
      for (const id of ids) {
        const map = folded.maps.get(id)
        if (map) offenders.push(...compareMap(id, map, seats.get(id) ?? []))
      }
    }
    return { offenders, seen: `${many(flightIds.length, 'map')}, ${many(count, 'event')}` }
  },
}

export const noEvents = ({ usesKafka }: System): string =>
  usesKafka ? 'no event is kept' : 'the embedded bus keeps none; where events go over Kafka, set KAFKA_BROKERS'

/** What holds between the databases of a system, and with the payment provider. */
export const entriesAcross: readonly Entry[] = [
  ledgersEqual,
  confirmationsMailed,
  publishedOnSale,
  availabilityKnown,
  mapsFold,
]

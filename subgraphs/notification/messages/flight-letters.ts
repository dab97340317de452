import type { FlightNews } from '../flights/flight-news.ts'
import { formatDate, formatDay, formatTime, formatZone } from '../language/format.ts'
import { open, referenceOf } from './booking-letters.ts'
import { type Said, say } from './letter.ts'
import { oneLine } from './plain-text.ts'
import { type Reader, type Voice, voiceOf } from './voice.ts'

/** What changed about a flight, for one of the bookings on it. */
export function flightLetter(
  { kind, flight, before }: FlightNews,
  booking: { bookingId: string; reference: string },
  reader: Reader,
): Said {
  const voice = voiceOf(reader.contact)
  const { text } = voice
  const words = wordsOf({ flight, before }, voice)
  const reference = referenceOf(booking)
  const said = (subject: string, headline: string, short: string) =>
    say(voice, {
      subject: oneLine(subject, 150),
      headline,
      short,
      blocks: [
        { kind: 'paragraph', text: short },
        { kind: 'facts', facts: factsOf({ kind, flight, before }, voice) },
        open(booking, reader),
      ],
    })
  switch (kind) {
    case 'MOVED':
      return said(text('movedSubject', { ...words, reference }), text('movedHeadline', words), text('movedText', words))
    case 'ARRIVAL':
      return said(
        text('arrivalSubject', { ...words, reference }),
        text('arrivalHeadline', words),
        text('arrivalText', words),
      )
    case 'GATE':
      return said(text('gateSubject', { ...words, reference }), text('gateHeadline', words), text('gateText', words))
    case 'TERMINAL':
      return said(
        text('terminalSubject', { ...words, reference }),
        text('terminalHeadline', words),
        text('terminalText', words),
      )
    case 'CANCELLED':
      return said(
        text('flightCancelledSubject', { ...words, reference }),
        text('flightCancelledHeadline', words),
        text('flightCancelledText', words),
      )
    case 'DIVERTED':
      return said(
        text('divertedSubject', { ...words, reference }),
        text('divertedHeadline', words),
        text('divertedText', words),
      )
  }
}

function wordsOf({ flight, before }: Pick<FlightNews, 'flight' | 'before'>, { locale }: Voice) {
  const there = { locale, timeZone: flight.origin.timeZone }
  const destination = { locale, timeZone: flight.destination.timeZone }
  const date = formatDay(before.departsAt, there)
  // A night delay moves it to another day.
  const clock = (instant: string, by: typeof there) => {
    const day = formatDay(instant, by)
    const time = `${formatTime(instant, by)} (${formatZone(instant, by)})`
    return day === date ? time : `${day}, ${time}`
  }
  return {
    flight: oneLine(flight.number, 12),
    origin: oneLine(flight.origin.cityName, 80),
    destination: oneLine(flight.destination.cityName, 80),
    date,
    time: clock(flight.estimatedDeparture ?? flight.departsAt, there),
    arrival: clock(flight.estimatedArrival ?? flight.arrivesAt, destination),
    planned: formatTime(before.arrivesAt ?? flight.arrivesAt, destination),
    scheduled: formatTime(before.departsAt, there),
    gate: oneLine(flight.gate ?? '', 12),
    terminal: oneLine(flight.terminal ?? '', 12),
  }
}

function factsOf({ kind, flight }: FlightNews, { locale, text }: Voice): Array<[string, string]> {
  const at = (instant: string, { timeZone }: { timeZone: string }) => {
    const by = { locale, timeZone }
    return `${formatDate(instant, by)}, ${formatTime(instant, by)} (${formatZone(instant, by)})`
  }
  const { departsAt, estimatedDeparture, estimatedArrival, gate, terminal, reason, origin, destination } = flight
  const flies = kind !== 'CANCELLED'
  const facts: Array<[string, string | false | null]> = [
    [text('labelScheduled'), at(departsAt, origin)],
    [text('labelNow'), flies && estimatedDeparture && at(estimatedDeparture, origin)],
    [text('labelArrival'), flies && estimatedArrival && at(estimatedArrival, destination)],
    [text('labelTerminal'), flies && terminal && oneLine(terminal, 12)],
    [text('labelGate'), flies && gate && oneLine(gate, 12)],
    [text('labelReason'), reason && oneLine(reason, 200)],
  ]
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]))
}

import { texts } from '../texts/texts.ts'
import type { BookedFlight } from './itinerary.ts'
import type { Block, Letter } from './letter.ts'

/** The text part of a mail. */
export function renderText(letter: Letter): string {
  const text = texts.in(letter.language)
  const blocks = letter.blocks.map((of) => block(of, text('airportTimes')))
  return `${[letter.greeting, letter.headline, ...blocks, `-- \n${text('footer')}`].join('\n\n')}\n`
}

function block(of: Block, airportTimes: string): string {
  switch (of.kind) {
    case 'paragraph':
      return of.text
    case 'flights':
      return [...of.flights.map(flight), airportTimes].join('\n\n')
    case 'facts':
      return of.facts.map(([label, value]) => `${label}: ${value}`).join('\n')
    case 'link':
      return `${of.label}: ${of.url}`
  }
}

function flight({ number, airlineName, departure, arrival, travellers }: BookedFlight): string {
  const lines = [departure, arrival].map(
    ({ date, time, zone, cityName, airportCode }) => `  ${date}, ${time} (${zone})  ${cityName} (${airportCode})`,
  )
  const people = travellers.map(({ name, seat, cabin }) => `  ${name}: ${[seat, cabin].filter(Boolean).join(', ')}`)
  return [`${number}  ${airlineName}`, ...lines, ...people].join('\n')
}

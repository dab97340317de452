import type { BookedFlight } from './itinerary.ts'
import { type Block, FOOTER, type Letter } from './letter.ts'

/** The text part of a mail. */
export function renderText(letter: Letter): string {
  const blocks = letter.blocks.map(block)
  return `${[letter.greeting, letter.headline, ...blocks, `-- \n${FOOTER}`].join('\n\n')}\n`
}

function block(of: Block): string {
  switch (of.kind) {
    case 'paragraph':
      return of.text
    case 'flights':
      return [...of.flights.map(flight), 'All times are those of the airport.'].join('\n\n')
    case 'facts':
      return of.facts.map(([label, value]) => `${label}: ${value}`).join('\n')
    case 'link':
      return `${of.label}: ${of.url}`
  }
}

function flight({ number, airlineName, departure, arrival, travellers }: BookedFlight): string {
  const lines = [departure, arrival].map(
    ({ date, time, cityName, airportCode }) => `  ${date}, ${time}  ${cityName} (${airportCode})`,
  )
  const people = travellers.map(({ name, seat, cabin }) => `  ${name}: ${seat ? `seat ${seat}, ` : ''}${cabin}`)
  return [`${number}  ${airlineName}`, ...lines, ...people].join('\n')
}

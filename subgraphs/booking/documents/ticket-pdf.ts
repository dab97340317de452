import QRCode from 'qrcode'
import type { Station } from '../flights/flight.ts'
import { nameOf, type TicketDocument } from './load-documents.ts'
import { drawText, type Pdf } from './pdf/draw-text.ts'
import { COLOR, field, INNER, makePdf, PAGE, rule, stamp } from './pdf/page.ts'
import { duration, wallTime } from './wall-time.ts'

const CABINS: Record<TicketDocument['cabin'], string> = {
  ECONOMY: 'Economy',
  PREMIUM_ECONOMY: 'Premium Economy',
  BUSINESS: 'Business',
  FIRST: 'First',
}

const QR_SIZE = 150
const COLUMN = (INNER - QR_SIZE - 32) / 2

/** The ticket of one passenger on one flight; a cancelled one has no code. @param token what the QR code says */
export async function ticketPdf(document: TicketDocument, token: string): Promise<Buffer> {
  const { ticket, booking, flight } = document
  return makePdf(`Ticket ${ticket.number}`, async (pdf) => {
    await header(pdf, flight.airlineName)
    await route(pdf, document)
    rule(pdf, 262)
    await details(pdf, document)
    await footer(pdf)
    if (booking.status === 'CANCELLED') await stamp(pdf, 'CANCELLED', { x: PAGE.width - PAGE.margin - 150, y: 380 })
    else drawCode(pdf, token, { x: PAGE.width - PAGE.margin - QR_SIZE, y: 286 })
  })
}

function drawCode(pdf: Pdf, text: string, { x, y }: { x: number; y: number }): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const side = QR_SIZE / modules.size
  for (const [n, dark] of modules.data.entries()) {
    if (dark) pdf.rect(x + (n % modules.size) * side, y + Math.floor(n / modules.size) * side, side, side)
  }
  pdf.fill('#000000')
}

async function header(pdf: Pdf, airline: string): Promise<void> {
  pdf.rect(0, 0, PAGE.width, 96).fill(COLOR.band)
  await drawText(pdf, airline, { x: PAGE.margin, y: 58, width: 340, size: 24, weight: 'bold', color: COLOR.paper })
  const right = { x: PAGE.width - PAGE.margin - 140, width: 140, align: 'right', color: COLOR.paper } as const
  await drawText(pdf, 'E-TICKET', { ...right, y: 58, size: 14 })
}

async function route(pdf: Pdf, { flight }: TicketDocument): Promise<void> {
  const half = INNER / 2 - 40
  await station(
    pdf,
    { place: flight.origin, at: flight.departsAt, caption: 'Departure' },
    { x: PAGE.margin, width: half, align: 'left' },
  )
  const right = PAGE.width - PAGE.margin - half
  await station(
    pdf,
    { place: flight.destination, at: flight.arrivesAt, caption: 'Arrival' },
    { x: right, width: half, align: 'right' },
  )
  const middle = PAGE.width / 2
  pdf
    .lineWidth(1.2)
    .moveTo(middle - 36, 160)
    .lineTo(middle + 32, 160)
    .stroke(COLOR.muted)
  pdf
    .moveTo(middle + 38, 160)
    .lineTo(middle + 29, 155.5)
    .lineTo(middle + 29, 164.5)
    .fill(COLOR.muted)
  const center = { x: middle - 40, width: 80, align: 'center' } as const
  await drawText(pdf, flight.number, { ...center, y: 152, size: 11, weight: 'bold', color: COLOR.ink })
  await drawText(pdf, duration(flight.departsAt, flight.arrivesAt), { ...center, y: 178, size: 9, color: COLOR.muted })
}

async function station(
  pdf: Pdf,
  { place, at, caption }: { place: Station; at: Date; caption: string },
  box: { x: number; width: number; align: 'left' | 'right' },
): Promise<void> {
  const wall = wallTime(at, place.timeZone)
  await drawText(pdf, caption.toUpperCase(), { ...box, y: 128, size: 7.5, color: COLOR.muted })
  await drawText(pdf, place.airportCode, { ...box, y: 170, size: 38, weight: 'bold', color: COLOR.ink })
  await drawText(pdf, place.cityName, { ...box, y: 190, size: 12, color: COLOR.ink })
  await drawText(pdf, `${wall.time}   ${wall.date}`, { ...box, y: 218, size: 14, weight: 'bold', color: COLOR.ink })
  await drawText(pdf, `Local time (${wall.zone})`, { ...box, y: 236, size: 8.5, color: COLOR.muted })
}

async function details(pdf: Pdf, { ticket, booking, passenger, flight, cabin }: TicketDocument): Promise<void> {
  const left = PAGE.margin
  const second = left + COLUMN + 16
  const wide = { width: 2 * COLUMN + 16 }
  const narrow = { width: COLUMN }
  await field(pdf, ['Passenger', nameOf(passenger)], { x: left, y: 290, ...wide, size: 17 })
  await field(pdf, ['Seat', ticket.seat ?? 'At the gate'], { x: left, y: 344, ...narrow, size: 17 })
  await field(pdf, ['Cabin', CABINS[cabin]], { x: second, y: 344, ...narrow, size: 17 })
  await field(pdf, ['Booking reference', booking.reference], { x: left, y: 398, ...narrow })
  await field(pdf, ['Flight', flight.number], { x: second, y: 398, ...narrow })
  await field(pdf, ['Ticket number', ticket.number], { x: left, y: 440, ...narrow })
  const issued = wallTime(ticket.issuedAt, 'UTC')
  await field(pdf, ['Issued', `${issued.date} ${issued.time} UTC`], { x: second, y: 440, ...narrow })
}

async function footer(pdf: Pdf): Promise<void> {
  rule(pdf, 486)
  const notes = [
    'All times are local to the airport they are shown for. Please have this ticket and a valid identity document at hand.',
    'The code on the right is signed: staff can check it without a connection.',
  ]
  for (const [n, note] of notes.entries()) {
    await drawText(pdf, note, { x: PAGE.margin, y: 506 + n * 14, width: INNER, size: 8.5, color: COLOR.muted })
  }
}

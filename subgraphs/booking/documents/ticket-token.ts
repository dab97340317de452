import { jwtVerify, SignJWT } from 'jose'
import { nameOf, type TicketDocument } from './load-documents.ts'

/** What a ticket's QR code says; whoever has the secret can check it without asking anybody. */
export interface TicketClaims {
  ticket: string
  reference: string
  name: string
  flight: string
  from: string
  to: string
  /** Unix seconds */
  departs: number
  seat: string | null
}

const TYPE = 'ticket+jwt'
const ISSUER = 'skygraph'
const AFTER_ARRIVAL_SECONDS = 86_400

const keyOf = (secret: string) => new TextEncoder().encode(secret)

/** A compact JWS (HS256), good until a day after arrival. */
export function signTicket({ ticket, booking, passenger, flight }: TicketDocument, secret: string): Promise<string> {
  const claims: TicketClaims = {
    ticket: ticket.number,
    reference: booking.reference,
    name: nameOf(passenger),
    flight: flight.number,
    from: flight.origin.airportCode,
    to: flight.destination.airportCode,
    departs: seconds(flight.departsAt),
    seat: ticket.seat,
  }
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE })
    .setIssuer(ISSUER)
    .setExpirationTime(seconds(flight.arrivesAt) + AFTER_ARRIVAL_SECONDS)
    .sign(keyOf(secret))
}

/** @throws an error of jose where the token is forged, old, or of another kind */
export async function verifyTicket(token: string, secret: string): Promise<TicketClaims> {
  const { payload } = await jwtVerify<TicketClaims>(token, keyOf(secret), {
    algorithms: ['HS256'],
    typ: TYPE,
    issuer: ISSUER,
  })
  return payload
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1000)

import { randomBytes, randomUUIDv7 } from 'node:crypto'

declare const brand: unique symbol
/** A string that names one kind of thing; plain strings do not pass for it. */
export type Id<B extends string> = string & { readonly [brand]: B }

export type UserId = Id<'User'>
export type SessionId = Id<'Session'>
export type FlightId = Id<'Flight'>
export type HoldId = Id<'Hold'>
export type BookingId = Id<'Booking'>
export type PassengerId = Id<'Passenger'>
export type PaymentId = Id<'Payment'>
export type RefundId = Id<'Refund'>
export type NotificationId = Id<'Notification'>

/** UUID version 7 (RFC 9562): grows with time, so that rows made together lie together in the primary key. */
export function newId<T extends string>(nowMs?: number): T {
  // A tenth of the time, and every request of the gateway has one.
  if (nowMs === undefined) return randomUUIDv7() as string as T
  const bytes = randomBytes(16)
  bytes.writeUIntBE(nowMs, 0, 6)
  return uuidOf(bytes, 7) as T
}

/** 16 bytes as a UUID of a version, whose bits and those of the variant are written over them (RFC 9562). */
export function uuidOf(bytes: Buffer, version: 7 | 8): string {
  bytes[6] = ((bytes[6] as number) & 0x0f) | (version << 4)
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a caller's text can be an id of ours at all; what cannot is not looked up. */
export function isId(text: string): boolean {
  return uuid.test(text)
}

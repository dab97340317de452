/** All topics, declared once for both buses: what is created, how wide on a broker, and how long messages stay. */
export const TOPICS = ['flight.v1', 'seat.v1', 'availability.v1', 'booking.v1', 'user.v1', 'dead-letter.v1'] as const
export const PARTITIONS = 6
export const RETENTION_MS = 7 * 24 * 3_600_000

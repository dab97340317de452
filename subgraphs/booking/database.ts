import { createDatabase, type Database, mariaDbAdapter } from '#lib/database.ts'
import { type Prisma, PrismaClient } from '#prisma/booking/client/client.ts'

export type Tx = Prisma.TransactionClient
export type BookingDb = Database<PrismaClient, Tx>

export const openBookingDb = (url: string): BookingDb =>
  createDatabase<Tx, PrismaClient>(new PrismaClient({ adapter: mariaDbAdapter(url) }), url)

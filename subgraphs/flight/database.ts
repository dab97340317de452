import { createDatabase, type Database, mariaDbAdapter } from '#lib/database.ts'
import { type Prisma, PrismaClient } from '#prisma/flight/client/client.ts'

export type Tx = Prisma.TransactionClient
export type FlightDb = Database<PrismaClient, Tx>

export const openFlightDb = (url: string): FlightDb =>
  createDatabase<Tx, PrismaClient>(new PrismaClient({ adapter: mariaDbAdapter(url) }), url)

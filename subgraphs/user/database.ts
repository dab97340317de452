import { createDatabase, type Database, mariaDbAdapter } from '#lib/database.ts'
import { type Prisma, PrismaClient } from '#prisma/user/client/client.ts'

export type Tx = Prisma.TransactionClient
export type UserDb = Database<PrismaClient, Tx>

export const openUserDb = (url: string): UserDb =>
  createDatabase<Tx, PrismaClient>(new PrismaClient({ adapter: mariaDbAdapter(url) }), url)

import { createDatabase, type Database, mariaDbAdapter } from '#lib/database.ts'
import { type Prisma, PrismaClient } from '#prisma/notification/client/client.ts'

export type Tx = Prisma.TransactionClient
export type NotificationDb = Database<PrismaClient, Tx>

export const openNotificationDb = (url: string): NotificationDb =>
  createDatabase<Tx, PrismaClient>(new PrismaClient({ adapter: mariaDbAdapter(url) }), url)

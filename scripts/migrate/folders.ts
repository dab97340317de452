import { fileURLToPath } from 'node:url'
import type { DatabaseName } from '../services/database-names.ts'

export function migrationsFolder(name: DatabaseName): string {
  return fileURLToPath(new URL(`../../prisma/${name}/migrations`, import.meta.url))
}

import { existsSync } from 'node:fs'
import type { SubgraphName } from './subgraphs.ts'

export type Mappers = Record<string, string>

/**
 * What a resolver returns for a GraphQL type when that is not the type itself, for instance a row whose fields
 * are resolved one by one. A subgraph lists them in subgraphs/<name>/mappers.ts:
 * `export const mappers = { Booking: '../../subgraphs/booking/bookings/booking.ts#Booking' }`,
 * with paths relative to schema/generated/.
 */
export async function mappersOf(name: SubgraphName): Promise<Mappers> {
  const file = new URL(`../../subgraphs/${name}/mappers.ts`, import.meta.url)
  if (!existsSync(file)) return {}
  const { mappers } = (await import(file.href)) as { mappers: Mappers }
  return mappers
}

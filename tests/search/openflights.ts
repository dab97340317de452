import { fileURLToPath } from 'node:url'

/** Where the OpenFlights data lie: SKYGRAPH_OPENFLIGHTS, or a folder beside the project's. */
export const openFlightsFolder = (): string =>
  process.env.SKYGRAPH_OPENFLIGHTS || fileURLToPath(new URL('../../../shared/data/openflights', import.meta.url))

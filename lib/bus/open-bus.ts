import { z } from 'zod'
import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { openKafkaBus } from '#lib/bus/kafka-bus.ts'
import { ConfigError, mysqlUrl } from '#lib/config.ts'
import type { Log } from '#lib/log.ts'

/** Kafka where KAFKA_BROKERS (host:port, comma-separated) is set, else the embedded bus at BUS_URL. */
export const busConfig = { KAFKA_BROKERS: z.string().optional(), BUS_URL: mysqlUrl.optional() }

export async function openBus(
  config: { KAFKA_BROKERS?: string | undefined; BUS_URL?: string | undefined },
  clientId: string,
  log: Log,
): Promise<EventBus> {
  if (config.KAFKA_BROKERS)
    return openKafkaBus(
      config.KAFKA_BROKERS.split(',').map((b) => b.trim()),
      clientId,
      log,
    )
  if (config.BUS_URL) return openEmbeddedBus(config.BUS_URL, log)
  throw new ConfigError('Set KAFKA_BROKERS, or BUS_URL for the embedded bus.')
}

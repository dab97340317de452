import { askServices } from './services.ts'

/** The run's Kafka broker, for KAFKA_BROKERS. The first who asks waits some seconds for it to start. */
export async function kafkaBrokers(): Promise<string> {
  const { brokers } = await askServices<{ brokers: string }>('/kafka')
  return brokers
}

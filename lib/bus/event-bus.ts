/** One event on its way: `key` orders it among the events of the same thing, `value` is the CloudEvent as JSON. */
export interface BusMessage {
  topic: string
  key: string
  value: string
}

export interface SubscribeOptions {
  /** Members of one group share the messages; each group gets all of them. */
  group: string
  topics: readonly string[]
  /** Where a group that is new begins. A group that began before goes on where it was. */
  from: 'earliest' | 'latest'
  /** The group is this subscription's alone and ends with it. */
  ephemeral?: boolean
  /**
   * Gets messages at least once, those of a key in order. When it throws, the same ones come again, later each time;
   * those behind them on their partition wait.
   */
  onBatch(messages: BusMessage[]): Promise<void>
}

export interface BusSubscription {
  /** Whether messages can arrive: joined to its group, with a connection. */
  ready(): boolean
  /** Whether the group has had all that was on the topics when this subscription began. */
  caughtUp(): boolean
  /** How many messages of each topic the group has not done yet. */
  lag(): Promise<Map<string, number>>
  /** Ends after the batch in hand. */
  stop(): Promise<void>
}

/** Durable publish and subscribe, at least once, in order per key. */
export interface EventBus {
  /** Resolves once all messages are kept safely; when it rejects, some may have been kept. */
  publish(messages: BusMessage[]): Promise<void>
  subscribe(options: SubscribeOptions): Promise<BusSubscription>
  /** Rejects while the bus is away. */
  ping(): Promise<void>
  close(): Promise<void>
}

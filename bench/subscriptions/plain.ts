import { createServer } from 'node:http'
import { buildSchema, type GraphQLObjectType } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { reportPort } from '../gateway/child.ts'
import { createSeatMap, type Update } from './seat-map.ts'

/** A plain graphql-ws server, as its documentation has it: each client's subscription is executed for itself. */
const schema = buildSchema(`
  type Query { ok: Boolean }
  type SeatState { number: String! status: String! heldUntil: String }
  type SeatMapUpdate { version: Int! full: Boolean! seats: [SeatState!]! }
  type Subscription { seatMapChanged(flightId: ID!): SeatMapUpdate! }
`)
const seatMap = createSeatMap()
const field = (schema.getSubscriptionType() as GraphQLObjectType).getFields().seatMapChanged
if (!field) throw new Error('The schema has no seatMapChanged.')
field.subscribe = () => seatMap.watch()
field.resolve = (update) => update

process.on('message', (message: { update?: Update }) => {
  if (!message.update) return
  seatMap.tell(message.update)
  process.send?.('told')
})
const server = createServer()
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }))
await reportPort(server.listen(0, '127.0.0.1'))

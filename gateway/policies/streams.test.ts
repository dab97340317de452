import { readFileSync } from 'node:fs'
import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { readStreams } from './streams.ts'

test('reads which streams are snapshots, which are state, and which are messages', () => {
  const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8')
  const { fields, saysWhatIsPersonal } = readStreams(Supergraph.build(sdl))
  expect(saysWhatIsPersonal).toBe(true)
  expect(fields.get('seatMapChanged')).toEqual({ snapshot: { version: 'version', full: 'full' }, state: false })
  for (const name of ['bookingChanged', 'flightStatusChanged'])
    expect(fields.get(name)).toEqual({ snapshot: undefined, state: true })
  expect(fields.get('notificationReceived')).toEqual({ snapshot: undefined, state: false })
})

test('a supergraph without the policy spec says nothing', () => {
  const typeDefs = parse('type Query { a: Int } type Subscription { b: Int }')
  const { supergraphSdl = '' } = composeServices([{ name: 'a', url: 'http://a', typeDefs }])
  expect(readStreams(Supergraph.build(supergraphSdl))).toEqual({ fields: new Map(), saysWhatIsPersonal: false })
})

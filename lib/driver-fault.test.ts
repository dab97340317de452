import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { driverFault } from '#lib/driver-fault.ts'

test('a connection that the other side resets is a database that is away', async () => {
  const server = createServer((socket) => socket.resetAndDestroy()).listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const error = await new Promise<Error>((failed) => {
    connect((server.address() as AddressInfo).port, '127.0.0.1')
      .once('error', failed)
      .resume()
  })
  server.close()
  expect(error).toMatchObject({ code: 'ECONNRESET', errno: expect.any(Number) })
  expect(driverFault(error)).toBe('unavailable')
})

test.each([
  ['the pool', { code: 'P2024' }, 'unavailable'],
  ['a transaction that could not begin', { code: 'P2028', meta: {} }, 'unavailable'],
  [
    'one that took too long',
    { code: 'P2028', meta: { operation: 'commit', timeout: 100, timeTaken: 301 } },
    'too-long',
  ],
  ['the driver', { code: 'P2010', meta: { driverAdapterError: { cause: { code: 45_028 } } } }, 'unavailable'],
  ['a deadlock', { code: 'P2010', meta: { driverAdapterError: { cause: { code: 1213 } } } }, 'deadlock'],
  ['a lock waited for', { code: 'P2010', meta: { driverAdapterError: { cause: { code: 1205 } } } }, 'lock-timeout'],
  ['a mistake of ours', { code: 'P2010', meta: { driverAdapterError: { cause: { code: 1064 } } } }, undefined],
  ['anything else', new TypeError('no'), undefined],
])('%s', (_, error, fault) => {
  expect(driverFault(error)).toBe(fault)
})

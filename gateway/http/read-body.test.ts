import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { ClientGone, readBody } from './read-body.ts'

test('a client that has gone before its body is read, or meanwhile, is not waited for', async () => {
  const gone = new IncomingMessage(new Socket()).destroy()
  await expect(readBody(gone, 10)).rejects.toThrow(ClientGone)
  const leaving = new IncomingMessage(new Socket())
  const body = readBody(leaving, 10)
  leaving.push('{')
  leaving.destroy()
  await expect(body).rejects.toThrow(ClientGone)
})

test('a body that came whole is read, though its connection is lost thereafter', async () => {
  const request = new IncomingMessage(new Socket())
  const body = readBody(request, 10)
  request.push('{}')
  request.push(null)
  request.once('end', () => request.destroy())
  expect(await body).toBe('{}')
})

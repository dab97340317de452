import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { reportPort } from '../gateway/child.ts'

const SLOW_MS = 200
const answer = JSON.stringify({
  data: { flight: { id: 'f-1', number: 'SG1', status: 'SCHEDULED', airline: { code: 'SG' } } },
})

/** Answers at once, or late where the request's path says so. */
const server = createServer(async (request, response) => {
  request.resume()
  if (request.url === '/slow') await sleep(SLOW_MS)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer)
})
await reportPort(server.listen(0, '127.0.0.1'))

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort } from 'node:worker_threads'
import { SMTPServer } from 'smtp-server'

/** The size of a ticket with its QR code and embedded fonts */
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(60_000, 'skygraph ')])

/** In a thread of its own: a mail server that says yes at once, and documents of the size of real ones. */
const smtp = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  size: 20 << 20,
  onData(stream, _, callback) {
    stream.resume()
    stream.on('end', () => callback())
  },
})
smtp.listen(0, '127.0.0.1')
await once(smtp.server, 'listening')
const documents = createServer((_, response) => response.end(PDF)).listen(0, '127.0.0.1')
await once(documents, 'listening')
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port
parentPort?.postMessage({ smtp: portOf(smtp.server), documents: portOf(documents) })

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Log } from '#lib/log.ts'
import type { MailStore } from './mail-store.ts'

const MOST_BYTES = 10 << 20
const MOST_CLIENTS = 50

export interface SmtpListener {
  port: number
  stop(): Promise<void>
}

const refusal = (code: number, message: string) => Object.assign(new Error(message), { responseCode: code })

/** Takes any mail for anybody, on loopback alone, and says yes once it is on the disk. */
export async function listenForMail(port: number, store: MailStore, log: Log): Promise<SmtpListener> {
  const server = new SMTPServer({
    banner: 'Skygraph mailbox: nothing leaves this machine',
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MOST_BYTES,
    maxClients: MOST_CLIENTS,
    closeTimeout: 2000,
    onData(stream, session, callback) {
      take(stream, session, store).then(
        () => callback(),
        (error: Error & { responseCode?: number }) => {
          log.warn({ err: error }, 'a mail was not kept')
          callback(error.responseCode ? error : refusal(451, 'The mailbox could not keep this mail'))
        },
      )
    },
  })
  server.on('error', (error) => log.debug({ err: error }, 'a mail client went away'))
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function take(stream: SMTPServerDataStream, session: SMTPServerSession, store: MailStore): Promise<void> {
  const parts: Buffer[] = []
  let bytes = 0
  // Read to the end even when it is too much: the answer comes after the data.
  for await (const part of stream as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes <= MOST_BYTES) parts.push(part)
  }
  if (stream.sizeExceeded || bytes > MOST_BYTES)
    throw refusal(552, `Mails of more than ${MOST_BYTES} bytes are not kept`)
  await store.save(
    Buffer.concat(parts),
    session.envelope.rcptTo.map(({ address }) => address),
  )
}

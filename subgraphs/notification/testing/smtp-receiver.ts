import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** At which step the receiver does something other than say yes. */
export interface Answer {
  at: 'MAIL' | 'RCPT' | 'DATA'
  /** A reply code, `drop` for the connection gone after all data arrived, `hang` for none until the test is over, `slow` for a yes after 1.5 s */
  reply: number | 'drop' | 'hang' | 'slow'
}

export interface Received {
  to: string[]
  raw: string
  mail: Email
  /** When it came, as Date.now() tells */
  at: number
}

export interface SmtpReceiver {
  url: string
  /** Accepted mails, in order of arrival */
  mails: Received[]
  /** All that came whole, those answered with no or with nothing too */
  arrived: Received[]
  /** Runs once a mail has come whole, before the receiver says yes to it */
  beforeYes?: (received: Received) => Promise<void>
  /** One answer for each session to come, for those to an address that contains `to` if given; undefined is yes */
  script(answers: Array<Answer | undefined>, to?: string): void
  stop(): Promise<void>
  /** After a stop, on the same port. */
  start(): Promise<void>
}

const SLOW_MS = 1500

const refusal = (code: number) => Object.assign(new Error('so the test wants it'), { responseCode: code })

/** A real SMTP server on loopback that answers as the test says. */
export async function startSmtpReceiver(): Promise<SmtpReceiver> {
  const mails: Received[] = []
  const arrived: Received[] = []
  const scripts: Array<{ to: string; answers: Array<Answer | undefined> }> = []
  const next = (address: string) => scripts.find(({ to, answers }) => address.includes(to) && answers.length > 0)
  let port = 0
  let server: SMTPServer

  const start = async () => {
    server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      closeTimeout: 200,
      onMailFrom(_, __, callback) {
        const answer = next('')?.answers[0]
        if (answer?.at === 'MAIL') return callback(refusal(Number(next('')?.answers.shift()?.reply)))
        callback()
      },
      onRcptTo({ address }, _, callback) {
        const script = next(address)
        if (script?.answers[0]?.at === 'RCPT') return callback(refusal(Number(script.answers.shift()?.reply)))
        callback()
      },
      async onData(stream, session, callback) {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        const raw = await buffer(stream.pipe(new PassThrough()))
        const received = { to, raw: raw.toString(), mail: await PostalMime.parse(raw), at: Date.now() }
        arrived.push(received)
        const answer = next(to.join())?.answers.shift()
        if (answer?.reply === 'hang') return
        if (answer?.reply === 'drop') return destroy(session.id)
        if (answer?.reply === 'slow') await sleep(SLOW_MS)
        else if (answer) return callback(refusal(Number(answer.reply)))
        await receiver.beforeYes?.(received)
        mails.push(received)
        callback()
      },
    })
    server.on('error', () => {})
    server.listen(port, '127.0.0.1')
    await once(server.server, 'listening')
    port = (server.server.address() as AddressInfo).port
  }
  const destroy = (id: string) => {
    for (const connection of server.connections) {
      const { _socket, id: own } = connection as unknown as { _socket: { destroy(): void }; id: string }
      if (own === id) _socket.destroy()
    }
  }
  await start()
  const receiver: SmtpReceiver = {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    arrived,
    script: (answers, to = '') => void scripts.push({ to, answers }),
    start,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return receiver
}

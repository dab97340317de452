import { connect, type Socket } from 'node:net'
import { percentile } from '../report.ts'

/** A closed loop of requests over keep-alive connections. */
export interface Load {
  url: string
  query: string
  /** One request after the other bears the next; none bears any when empty. */
  tokens: readonly string[]
  /** Every request asks for another id, or all for one. */
  varying: boolean
  connections: number
  seconds: number
}

export interface LoadResult {
  requests: number
  perSecond: number
  p50Ms: number
  p99Ms: number
}

/**
 * Sends requests as text over plain sockets and reads no more of the answers than their status and length: a client that
 * does more would be the slowest part.
 * @throws when an answer is not a 200, or tells of errors
 */
export async function applyLoad(load: Load): Promise<LoadResult> {
  const latenciesMs: number[] = []
  const next = requestsOf(load)
  const end = performance.now() + load.seconds * 1000
  const began = performance.now()
  const { hostname, port } = new URL(load.url)
  const client = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      let sentAt = 0
      const send = () => {
        if (performance.now() >= end) return void socket.end(resolve)
        sentAt = performance.now()
        socket.write(next())
      }
      socket.once('connect', send)
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('The server closed a connection.')))
      onAnswers(socket, (answer) => {
        if (!answer.startsWith('HTTP/1.1 200') || answer.includes('"errors":')) reject(new Error(answer))
        latenciesMs.push(performance.now() - sentAt)
        send()
      })
    })
  await Promise.all(Array.from({ length: load.connections }, client))
  const seconds = (performance.now() - began) / 1000
  return {
    requests: latenciesMs.length,
    perSecond: latenciesMs.length / seconds,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
  }
}

function requestsOf({ url, query, tokens, varying }: Load): () => string {
  const head = `POST /graphql HTTP/1.1\r\nHost: ${new URL(url).host}\r\nContent-Type: application/json\r\nAccept: application/json\r\n`
  const run = Math.random().toString(36).slice(2, 8)
  let sent = 0
  return () => {
    const n = sent++
    const body = JSON.stringify({ query, variables: { id: varying ? `f-${run}-${n}` : 'f-1' } })
    const token = tokens.length > 0 ? `Authorization: Bearer ${tokens[n % tokens.length]}\r\n` : ''
    return `${head}${token}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }
}

/** Calls back with each whole response; one at a time is under way on a connection. */
function onAnswers(socket: Socket, onAnswer: (answer: string) => void): void {
  let text = ''
  // Answers are ASCII here: as many characters as bytes.
  socket.setEncoding('latin1')
  socket.on('data', (part: string) => {
    text += part
    const body = text.indexOf('\r\n\r\n') + 4
    const length = /content-length: (\d+)/i.exec(text)?.[1]
    if (body < 4 || length === undefined || text.length < body + Number(length)) return
    const answer = text
    text = ''
    onAnswer(answer)
  })
}

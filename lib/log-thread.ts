import { writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { Written } from './many-lines-log.ts'

/** A pipe takes so many bytes whole, so that lines of several logs on it are never mixed (PIPE_BUF of Linux). */
const ATOMIC_BYTES = 4096
const STDOUT = 1
const NEWLINE = 10
const FULL_PAUSE_MS = 10

const count = workerData as Int32Array
const pause = new Int32Array(new SharedArrayBuffer(4))

parentPort?.on('message', (lines: string) => {
  const written: Written = { lost: write(Buffer.from(lines)) }
  Atomics.add(count, 0, 1)
  Atomics.notify(count, 0)
  parentPort?.postMessage(written)
})

/** As many whole lines at once as a pipe takes. @returns lines that went nowhere */
function write(lines: Buffer): number {
  for (let at = 0; at < lines.length; ) {
    const end = endOfLines(lines, at)
    try {
      for (let from = at; from < end; ) from += writeSome(lines.subarray(from, end))
    } catch {
      // Nobody is left to read them.
      return lines.subarray(at).filter((byte) => byte === NEWLINE).length
    }
    at = end
  }
  return 0
}

function endOfLines(lines: Buffer, at: number): number {
  const last = lines.lastIndexOf(NEWLINE, at + ATOMIC_BYTES - 1)
  return last >= at ? last + 1 : lines.indexOf(NEWLINE, at) + 1
}

/** @returns bytes; none where a pipe that does not wait for its reader was full */
function writeSome(bytes: Buffer): number {
  try {
    return writeSync(STDOUT, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    Atomics.wait(pause, 0, 0, FULL_PAUSE_MS)
    return 0
  }
}

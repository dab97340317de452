/**
 * A Prisma generator that only writes down what Prisma understood of a schema. Prisma speaks JSON-RPC to it, one
 * message a line: in on stdin, out on stderr.
 */
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line)
  if (method === 'generate') writeFileSync(params.generator.output.value, JSON.stringify(params.dmmf.datamodel))
  const manifest = { prettyName: 'datamodel', defaultOutput: 'datamodel.json' }
  const result = method === 'getManifest' ? { manifest } : null
  process.stderr.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)
}

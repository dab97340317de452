import { paint } from './output.ts'
import type { System } from './service-specs.ts'

/** What a person wants to know once everything runs. */
export function welcome(
  { gatewayUrl, mailboxUrl, smsUrl }: System,
  { demo, took }: { demo: boolean; took: string },
): string {
  const title = (text: string) => paint('bold', text)
  const day = Temporal.Now.plainDateISO('UTC').add({ days: 7 }).toString()
  const lines = [
    '',
    title(`Skygraph is ready (${took})`),
    '',
    `  GraphQL and Sandbox  ${gatewayUrl}/graphql   (HTTP and WebSocket)`,
    `  GraphiQL, offline    ${gatewayUrl}/graphiql`,
    ...(mailboxUrl ? [`  Mailbox              ${mailboxUrl}`] : []),
    ...(smsUrl ? [`  SMS                  ${smsUrl}`] : []),
  ]
  if (demo) {
    lines.push(
      '',
      '  Accounts             customer@demo.test, operator@demo.test, admin@demo.test',
      '  Password             skygraph-demo',
      '',
      '  Try:',
      `    curl -s ${gatewayUrl}/graphql -H 'content-type: application/json' -d '{"query":` +
        `"{ searchFlights(search: {origin: \\"DEL\\", destination: \\"BOM\\", date: \\"${day}\\"}, first: 3) ` +
        `{ nodes { departsAt duration price { amount currency } flights { number } } } }"}'`,
    )
  }
  return [...lines, '', '  Ctrl-C stops everything.', ''].join('\n')
}

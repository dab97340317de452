import type { FastifyInstance } from 'fastify'

/** The front page, until the web front end takes its place: what there is, and where. */
export function serveFrontPage(app: FastifyInstance, { mailbox }: { mailbox: boolean }): void {
  const links = [
    ['/graphql', 'Apollo Sandbox', 'loads its editor from the internet'],
    ['/graphiql', 'GraphiQL', 'comes with this server'],
    ...(mailbox ? [['/mailbox', 'Mailbox', 'the mails this system sent']] : []),
    ['/readyz', 'Readiness', 'what is up and what is not'],
  ]
  const items = links.map(([href, name, note]) => `<li><a href="${href}">${name}</a> <small>${note}</small></li>`)
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Skygraph</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}small{color:#555}</style>
</head>
<body><main><h1>Skygraph</h1>
<p>Flights, seats and bookings behind one GraphQL API. Send operations to <code>/graphql</code>, over HTTP or WebSocket.</p>
<ul>${items.join('')}</ul></main></body>
</html>
`
  app.get('/', (_, reply) => reply.type('text/html; charset=utf-8').send(html))
}

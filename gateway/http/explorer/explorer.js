// Runs what the editor holds: queries and mutations over fetch, subscriptions over graphql-transport-ws, both with the
// headers of the header editor. Everything comes from and goes to this gateway; nothing leaves its origin.

const WELCOME = `# Queries, mutations and subscriptions of Skygraph. Sign in with logIn, then put
# { "authorization": "Bearer <accessToken>" } into Headers below.
query Airports {
  airports(query: "del") {
    code
    name
    city { name }
  }
}
`

const endpoint = new URL('/graphql', location.href)

async function overHttp(params, headers) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify(params),
  })
  return response.json()
}

/** One socket a subscription: the token is checked when a socket begins, and headers may change between two runs. */
async function* overWebSocket(params, headers) {
  const address = new URL(endpoint)
  address.protocol = endpoint.protocol.replace('http', 'ws')
  const socket = new WebSocket(address, 'graphql-transport-ws')
  const waiting = []
  let wake = () => {}
  const put = (item) => {
    waiting.push(item)
    wake()
  }
  const authorization = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1]
  socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }))
  socket.onmessage = ({ data }) => answer(socket, params, JSON.parse(data), put)
  socket.onclose = ({ code, reason }) => put({ error: `The WebSocket was closed: ${code} ${reason}` })
  try {
    for (;;) {
      while (waiting.length > 0) {
        const { result, error, last } = waiting.shift()
        if (error) throw new Error(error)
        if (result) yield result
        if (last) return
      }
      await new Promise((resolve) => {
        wake = resolve
      })
    }
  } finally {
    socket.close(1000)
  }
}

function answer(socket, payload, message, put) {
  if (message.type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }))
  else if (message.type === 'ping') socket.send(JSON.stringify({ type: 'pong' }))
  else if (message.type === 'next') put({ result: message.payload })
  else if (message.type === 'error') put({ result: { errors: message.payload }, last: true })
  else if (message.type === 'complete') put({ last: true })
}

/** GraphiQL names the operation to run; a document without a name holds only one. */
function isSubscription({ query, operationName }) {
  const text = query.replace(/#.*/g, '')
  const name = operationName ? `\\s+${operationName}\\b` : '\\b'
  return new RegExp(`(^|[}\\s])subscription${name}`).test(text)
}

const fetcher = (params, options) =>
  isSubscription(params) ? overWebSocket(params, options?.headers) : overHttp(params, options?.headers)

YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  title: 'Skygraph',
  fetcher,
  defaultQuery: WELCOME,
  shouldPersistHeaders: false,
  defaultEditorToolsVisibility: 'headers',
})

import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

const STYLE = `body{font:1.1rem/1.6 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;color:#16213a}
label,input,button{display:block;width:100%;box-sizing:border-box;font:inherit}
input{margin:.25rem 0 1rem;padding:.5rem .7rem;border:1px solid #8a94a8;border-radius:8px}
button{padding:.6rem;border:0;border-radius:8px;background:#1b3a8f;color:#fff;font-weight:600;cursor:pointer}
[hidden]{display:none}`

/** The token leaves the address bar, and with it the history of the browser, before anything else happens. */
const SCRIPT = `const token = new URLSearchParams(location.search).get('token')
history.replaceState(null, '', location.pathname)
const said = document.querySelector('[role=status]')
const ask = async (query, variables) => {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await response.json()
  if (errors) throw new Error(errors[0].message)
  return data
}
const requests = {
  verify: async () => {
    const { verifyEmail } = await ask('mutation ($token: String!) { verifyEmail(token: $token) }', { token: token ?? '' })
    if (!verifyEmail) throw new Error('This link is no longer good. Sign in, and you are sent another one.')
    return 'Your email address is confirmed.'
  },
  forgot: async ({ email }) => {
    await ask('mutation ($email: String!) { requestPasswordReset(email: $email) }', { email })
    return 'If there is an account with this address, a link to set a new password is on its way to it.'
  },
  reset: async ({ password }) => {
    const { resetPassword } = await ask(
      'mutation ($token: String!, $password: String!) { resetPassword(token: $token, newPassword: $password) { ... on Problem { message } } }',
      { token, password },
    )
    if (resetPassword.message) throw new Error(resetPassword.message)
    return 'Your new password is set, and all devices are signed out.'
  },
}
for (const form of document.forms) {
  form.hidden = form.id === 'reset' ? token === null : form.id === 'forgot' && token !== null
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const button = form.querySelector('button')
    button.disabled = true
    try {
      said.textContent = await requests[form.id](Object.fromEntries(new FormData(form)))
      form.hidden = true
    } catch (error) {
      said.textContent = error.message
      button.disabled = false
    }
  })
}`

const VERIFY = `<form id="verify"><button>Confirm the address</button></form>`
const RESET = `<form id="forgot" hidden><label>Email address <input name="email" type="email" autocomplete="username" required></label>
<button>Send me a link</button></form>
<form id="reset" hidden><label>New password <input name="password" type="password" autocomplete="new-password" minlength="8" maxlength="128" required></label>
<button>Set the new password</button></form>`

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`

const pageOf = (title: string, form: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Skygraph</title>
<style>${STYLE}</style></head>
<body><main><h1>${title}</h1><noscript><p>This page needs JavaScript.</p></noscript>${form}<p role="status"></p></main>
<script>${SCRIPT}</script></body>
</html>
`

/**
 * Where the links of account mails lead, until the web front end takes their place. Opening one does nothing yet: mail
 * programs open links too, and a token works once.
 */
export function serveAccountPages(app: FastifyInstance): void {
  const pages = {
    '/verify-email': pageOf('Confirm your email address', VERIFY),
    '/reset-password': pageOf('Set a new password', RESET),
  }
  for (const [path, page] of Object.entries(pages)) {
    app.get(path, (_, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .headers({ 'content-security-policy': POLICY, 'cache-control': 'no-store' })
        .send(page),
    )
  }
}

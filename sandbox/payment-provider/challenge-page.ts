import { html, trustedHtml } from '#lib/html.ts'
import { formatAmount } from '#lib/money.ts'
import type { Charge } from './ledger.ts'
import { CANCELED } from './tokens.ts'

const STYLE = trustedHtml(`<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 26rem; margin: 10vh auto; padding: 0 1rem }
  form { display: inline-block; margin: 1rem 1rem 0 0 }
  button { font: inherit; padding: .5rem 1.5rem; border-radius: .5rem; border: 1px solid }
</style>`)

const page = (title: string, content: ReturnType<typeof html>): string =>
  `<!doctype html>${
    html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>${STYLE}</head><body><main><h1>${title}</h1>${content}</main></body></html>`.html
  }`

/** The bank's page on which a payer approves or declines; without script, so that a test client can use it too. */
export function challengePage(charge: Charge): string {
  if (charge.status !== 'requires_action') return endPage(charge)
  const amount = `${charge.currency} ${formatAmount(charge)}`
  return page(
    'Approve this payment?',
    html`<p>Test bank: Skygraph asks for <strong>${amount}</strong>. No money moves.</p>
<form method="post" action="/challenges/${charge.id}/approve"><button>Approve</button></form>
<form method="post" action="/challenges/${charge.id}/decline"><button>Decline</button></form>`,
  )
}

const titleOf = ({ status, declineCode }: Charge): string => {
  if (status === 'captured') return 'Payment approved'
  return declineCode === CANCELED ? 'This payment was called off' : 'Payment declined'
}

export const endPage = (charge: Charge): string =>
  page(titleOf(charge), html`<p>You may close this page and go back to your booking.</p>`)

import { randomBytes } from 'node:crypto'

/** What a request is answered with: a status and the JSON, in the shapes of Stripe's API reference. */
export interface Answer {
  status: number
  body: object
}

export interface Intent {
  id: string
  object: 'payment_intent'
  status: string
  amount: number
  currency: string
  created: number
  client_secret: string
  metadata: Record<string, string>
  next_action: object | null
  last_payment_error: object | null
  cancellation_reason: string | null
}

export interface Refund {
  id: string
  object: 'refund'
  status: string
  amount: number
  payment_intent: string
  metadata: Record<string, string>
}

type Form = Record<string, string>

export const newName = (kind: string): string => `${kind}_${randomBytes(12).toString('hex')}`

const error = (status: number, fields: Record<string, unknown>): Answer => ({ status, body: { error: fields } })
const invalid = (fields: Record<string, unknown>, status = 400) =>
  error(status, { type: 'invalid_request_error', message: 'The request was not valid.', ...fields })

/** Of form keys such as metadata[paymentId]. */
const under = (form: Form, name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([key, value]) => {
      const [, inner] = new RegExp(`^${name}\\[(\\w+)\\]$`).exec(key) ?? []
      return inner === undefined ? [] : [[inner, value]]
    }),
  )

const DECLINES: Record<string, object> = {
  pm_card_visa_chargeDeclined: { code: 'card_declined', decline_code: 'generic_decline' },
  pm_card_visa_chargeDeclinedInsufficientFunds: { code: 'card_declined', decline_code: 'insufficient_funds' },
  pm_card_visa_chargeDeclinedStolenCard: { code: 'card_declined', decline_code: 'stolen_card' },
}

/** The state behind the test server: PaymentIntents and refunds of one account, by the rules Stripe documents. */
export function createAccount() {
  const intents: Intent[] = []
  const refunds: Refund[] = []
  /** Whether the search knows what has been made; at Stripe that takes a minute, on bad days an hour. */
  const search = { isBehind: false }

  const bankPage = (form: Form) =>
    form.return_url
      ? {
          type: 'redirect_to_url',
          redirect_to_url: { url: `https://bank.test/${newName('auth')}`, return_url: form.return_url },
        }
      : { type: 'use_stripe_sdk', use_stripe_sdk: {} }

  function createIntent(form: Form): Answer {
    const method = form.payment_method ?? form.confirmation_token ?? ''
    if (!/^\d+$/.test(form.amount ?? '') || !/^[a-z]{3}$/.test(form.currency ?? ''))
      return invalid({ param: 'amount', code: 'parameter_invalid_integer' })
    if (Number(form.amount) > 99_999_999) return invalid({ param: 'amount', code: 'amount_too_large' })
    if (!/^(?:pm_card_|ctoken_)/.test(method)) return invalid({ param: 'payment_method', code: 'resource_missing' })
    const decline = DECLINES[method]
    const challenged = method === 'pm_card_threeDSecure2Required'
    const intent: Intent = {
      id: newName('pi'),
      object: 'payment_intent',
      status: decline ? 'requires_payment_method' : challenged ? 'requires_action' : 'succeeded',
      amount: Number(form.amount),
      currency: form.currency as string,
      created: Math.floor(Date.now() / 1000),
      client_secret: newName('secret'),
      metadata: under(form, 'metadata'),
      next_action: challenged ? bankPage(form) : null,
      last_payment_error: decline ? { type: 'card_error', ...decline } : null,
      cancellation_reason: null,
    }
    intents.push(intent)
    return decline
      ? error(402, { ...intent.last_payment_error, payment_intent: intent })
      : { status: 200, body: { ...intent } }
  }

  function cancelIntent(id: string): Answer {
    const intent = intents.find((i) => i.id === id)
    if (!intent) return invalid({ code: 'resource_missing', param: 'intent' }, 404)
    if (['succeeded', 'canceled', 'processing'].includes(intent.status)) {
      return invalid({ code: 'payment_intent_unexpected_state', payment_intent: intent })
    }
    intent.status = 'canceled'
    return { status: 200, body: { ...intent } }
  }

  function createRefund(form: Form): Answer {
    const intent = intents.find((i) => i.id === form.payment_intent)
    if (!intent) return invalid({ code: 'resource_missing', param: 'payment_intent' }, 404)
    const gone = refunds.filter((r) => r.payment_intent === intent.id && !['failed', 'canceled'].includes(r.status))
    const left = intent.status === 'succeeded' ? intent.amount - gone.reduce((sum, r) => sum + r.amount, 0) : 0
    if (left === 0) return invalid({ code: 'charge_already_refunded' })
    if (Number(form.amount) > left) return invalid({ param: 'amount' })
    const refund: Refund = {
      id: newName('re'),
      object: 'refund',
      status: 'succeeded',
      amount: Number(form.amount),
      payment_intent: intent.id,
      metadata: under(form, 'metadata'),
    }
    refunds.push(refund)
    return { status: 200, body: { ...refund } }
  }

  /** Newest first, a page at a time. */
  function listed(found: Array<{ id: string }>, query: Form): Answer {
    const newest = found.toReversed()
    const from = query.starting_after ? newest.findIndex((one) => one.id === query.starting_after) + 1 : 0
    const limit = Number(query.limit ?? 10)
    const data = newest.slice(from, from + limit)
    return { status: 200, body: { object: 'list', data, has_more: from + limit < newest.length } }
  }

  function searchIntents({ query = '' }: Form): Answer {
    const [, name = '', value] = /^metadata\['(\w+)'\]:'([^']*)'$/.exec(query) ?? []
    const data = search.isBehind ? [] : intents.filter((i) => i.metadata[name] === value)
    return { status: 200, body: { object: 'search_result', data, has_more: false } }
  }

  return {
    intents,
    refunds,
    search,
    /** What a request does, and its answer. */
    serve(method: string, path: string, form: Form): Answer {
      const [, resource, id, verb] = /^\/v1\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path) ?? []
      if (resource === 'payment_intents') {
        if (method === 'POST') return verb === 'cancel' ? cancelIntent(id ?? '') : createIntent(form)
        if (id === 'search') return searchIntents(form)
        if (id === undefined)
          return listed(
            intents.filter((i) => i.created >= Number(form['created[gte]'] ?? 0)),
            form,
          )
        const intent = intents.find((i) => i.id === id)
        return intent ? { status: 200, body: intent } : invalid({ code: 'resource_missing', param: 'intent' }, 404)
      }
      if (resource === 'refunds') {
        if (method === 'POST') return createRefund(form)
        return listed(
          refunds.filter((r) => r.payment_intent === form.payment_intent),
          form,
        )
      }
      return invalid({ message: `Unrecognized request URL (${method}: ${path}).` }, 404)
    },
  }
}

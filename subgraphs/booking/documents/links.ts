import { signLink } from '#lib/links.ts'
import type { BookingDeps } from '../deps.ts'

type LinkDeps = Pick<BookingDeps, 'linkSecret' | 'publicUrl'>

const VALID_MS = 15 * 60_000

/** Where the ticket's PDF can be had for a quarter of an hour, by whoever holds the link. */
export const ticketUrl = (deps: LinkDeps, number: string): string => linkTo(deps, `/documents/tickets/${number}.pdf`)

export const invoiceUrl = (deps: LinkDeps, number: string): string => linkTo(deps, `/documents/invoices/${number}.pdf`)

const linkTo = ({ linkSecret, publicUrl }: LinkDeps, path: string) =>
  publicUrl.replace(/\/$/, '') + signLink(linkSecret, path, new Date(Date.now() + VALID_MS))

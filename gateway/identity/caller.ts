import type { IncomingMessage } from 'node:http'
import { isIPv4, isIPv6 } from 'node:net'
import proxyAddr from '@fastify/proxy-addr'
import { newId } from '#lib/ids.ts'
import { REFRESH_COOKIE } from '../subgraphs/headers.ts'

/** Finds the client's address behind the proxies that are trusted, and behind none else. */
export function clientAddresses(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trust = proxyAddr.compile([...trustedProxies])
  // A connection that was reset has no address any more, whatever the types say.
  return (request) => addressGroup((proxyAddr(request, trust) as string | undefined) ?? GONE)
}

const GONE = 'gone'

const isInternal = proxyAddr.compile(['loopback', 'linklocal', 'uniquelocal'])

/**
 * Whether a request comes from this machine or a private network, and not through a proxy, behind which may be anybody:
 * a client that makes up these headers shuts out himself alone.
 */
export function fromInside({ socket, headers }: IncomingMessage): boolean {
  const proxied = headers['x-forwarded-for'] ?? headers.forwarded ?? headers['x-real-ip']
  return proxied === undefined && socket.remoteAddress !== undefined && isInternal(socket.remoteAddress, 0)
}

const MAPPED_IPV4 = '::ffff:'
const NETWORK_GROUPS = 4

/**
 * What counts as one caller: an IPv4 address, or the /64 network of an IPv6 address, for one customer has 2^64 of them.
 */
export function addressGroup(address: string): string {
  const lower = address.toLowerCase()
  if (lower.startsWith(MAPPED_IPV4) && isIPv4(lower.slice(MAPPED_IPV4.length))) return lower.slice(MAPPED_IPV4.length)
  const [plain = ''] = lower.split('%')
  return isIPv6(plain) ? `${groupsOf(plain).slice(0, NETWORK_GROUPS).join(':')}::/64` : lower
}

/** The eight groups of an IPv6 address, `::` written out. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const parse = (part: string | undefined) =>
    part ? part.split(':').map((group) => group.replace(/^0+(?=.)/, '')) : []
  const before = parse(head)
  const after = parse(tail)
  return tail === undefined ? before : [...before, ...Array(8 - before.length - after.length).fill('0'), ...after]
}

/** The refresh cookie of a request, the only one the gateway passes on. */
export function refreshCookie(header: string | undefined): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [name, ...value] = pair.trim().split('=')
    if (name === REFRESH_COOKIE) return value.join('=')
  }
  return undefined
}

const MAX_REQUEST_ID = 64

/** The id a proxy in front gave the request, where it is a plain one, or a new one. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && header.length <= MAX_REQUEST_ID && /^[\w.:-]+$/.test(header) ? header : newId()
}

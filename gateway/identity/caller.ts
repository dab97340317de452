import type { IncomingMessage } from 'node:http'
import { isIP, isIPv4 } from 'node:net'
import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'
import { newId } from '#lib/ids.ts'
import { REFRESH_COOKIE } from '../subgraphs/headers.ts'

/** Whether all are what TRUSTED_PROXIES takes: addresses, networks, and the names that proxy-addr knows. */
export function areProxies(names: readonly string[]): boolean {
  try {
    proxyAddr.compile([...names])
    return true
  } catch {
    return false
  }
}

/** Finds the client's address behind the proxies that are trusted, and behind none else. */
export function clientAddresses(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  // A connection that was reset has no address any more, whatever the types say.
  const group = (address: string | undefined) => (address === undefined ? UNKNOWN : addressGroup(address))
  if (trustedProxies.length === 0) return ({ socket }) => group(socket.remoteAddress)
  const trust = proxyAddr.compile([...trustedProxies])
  return (request) => group(proxyAddr(request, trust))
}

const UNKNOWN = 'unknown'

const isInternal = proxyAddr.compile(['loopback', 'linklocal', 'uniquelocal'])

/**
 * Whether a request comes from this machine or a private network, and not through a proxy, behind which may be anybody:
 * a client that makes up these headers shuts out himself alone.
 */
export function fromInside({ socket, headers }: IncomingMessage): boolean {
  const proxied = headers['x-forwarded-for'] ?? headers.forwarded ?? headers['x-real-ip']
  return proxied === undefined && socket.remoteAddress !== undefined && isInternal(socket.remoteAddress, 0)
}

const NETWORK_GROUPS = 4
const MAPPED_IPV4 = '::ffff:'

/**
 * What counts as one caller: an IPv4 address, however it is written, or the /64 network of an IPv6 address, for one
 * customer has 2^64 of them. Some proxies add the port, which differs with each connection. What is no address is
 * one caller, lest he be a new one with each word he puts there.
 */
export function addressGroup(address: string): string {
  if (isIPv4(address)) return address
  if (address.startsWith(MAPPED_IPV4) && isIPv4(address.slice(MAPPED_IPV4.length)))
    return address.slice(MAPPED_IPV4.length)
  const plain = withoutPort(address)
  if (!isIP(plain)) return UNKNOWN
  const parsed = ipaddr.process(plain)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const groups = (parsed as ipaddr.IPv6).parts.slice(0, NETWORK_GROUPS)
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`
}

/** `192.0.2.1:443` and `[2001:db8::1]:443`; a zone (`fe80::1%eth0`) is one of this machine's own names. */
function withoutPort(address: string): string {
  const [, inBrackets, beforePort] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(address) ?? []
  return (inBrackets ?? beforePort ?? address).replace(/%.*$/, '')
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

/**
 * The id a trusted proxy in front gave the request, where it is a plain one, or a new one: a stranger could give all his
 * requests one id, or that of somebody else's.
 */
export function requestIds(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = proxyAddr.compile([...trustedProxies])
  return ({ socket: { remoteAddress }, headers }) => {
    const id = headers['x-request-id']
    return isPlainId(id) && remoteAddress !== undefined && isTrusted(remoteAddress, 0) ? id : newId()
  }
}

const isPlainId = (id: string | string[] | undefined): id is string =>
  typeof id === 'string' && id.length <= MAX_REQUEST_ID && /^[\w.:-]+$/.test(id)

import { createHash } from 'node:crypto'

/** What a client's request says of where it comes from, as the gateway passes it on. */
export interface Client {
  userAgent: string
  /** An IPv4 address, or the /64 network of an IPv6 one; empty where it is not known */
  address: string
}

/** So many of an account are kept; the one not seen for longest makes room. */
export const MOST_DEVICES = 50

/**
 * The same for what a person signs in with again: the kind of program, whatever its version, in the network of a
 * provider, whatever the address there. Finer, and everybody would be warned of themselves after each update; a thief
 * comes with another program or from another network.
 */
export function deviceOf(userId: string, { userAgent, address }: Client): string {
  const parts = [userId, userAgent.replace(/[\d._]+/g, ''), networkOf(address)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** 203.0 of 203.0.113.7; 2001:db8 of 2001:db8:1:2::/64: about what one provider has. */
const networkOf = (address: string): string =>
  address
    .split(address.includes(':') ? ':' : '.')
    .slice(0, 2)
    .join()

// The first that fits: Edge calls itself Chrome, Chrome calls itself Safari, and Android calls itself Linux.
const BROWSERS: ReadonlyArray<[pattern: RegExp, name: string]> = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: ReadonlyArray<[pattern: RegExp, name: string]> = [
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

const nameIn = (names: typeof BROWSERS, userAgent: string) =>
  names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null

/** For its owner to recognise; of what the client says only words that are ours get through. */
export const describeDevice = ({ userAgent }: Client): { browser: string | null; system: string | null } => ({
  browser: nameIn(BROWSERS, userAgent),
  system: nameIn(SYSTEMS, userAgent),
})

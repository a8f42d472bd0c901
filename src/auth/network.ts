import ipaddr from 'ipaddr.js'
import { canonicalAddress } from '../url/address.ts'

/** An address and its number of significant leading bits: 32 or 128 for a single address. */
export interface Network {
  readonly address: string
  readonly bits: number
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** An IPv4-mapped IPv6 address (RFC 4291 2.5.5.2) counts as the IPv4 address it holds. */
function parseAddress(text: string): Address | undefined {
  const canonical = canonicalAddress(text)
  if (canonical === undefined) return undefined
  if (!canonical.includes(':')) return ipaddr.IPv4.parse(canonical)
  const address = ipaddr.IPv6.parse(canonical)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/**
 * Reads one address (`203.0.113.7`) or a CIDR block (`2001:db8::/64`); `undefined` for any other text.
 * @example parseNetwork('203.0.113.0/24') // { address: '203.0.113.0', bits: 24 }
 */
export function parseNetwork(text: string): Network | undefined {
  const [head = '', prefix, ...rest] = text.split('/')
  const address = parseAddress(head)
  if (!address || rest.length > 0) return undefined
  const width = address.kind() === 'ipv4' ? 32 : 128
  if (prefix === undefined) return { address: address.toString(), bits: width }
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(prefix)) return undefined
  const mapped = head.includes(':') && width === 32
  const bits = Number(prefix) - (mapped ? 96 : 0)
  return bits >= 0 && bits <= width ? { address: address.toString(), bits } : undefined
}

/**
 * Whether a client's address lies in `block`.
 * @example contains({ address: '203.0.113.0', bits: 24 }, '203.0.113.7') // true
 */
export function contains(block: Network, address: string): boolean {
  const client = parseAddress(address)
  const base = parseAddress(block.address)
  if (!client || !base || client.kind() !== base.kind()) return false
  return client.match(base, block.bits)
}

import ipaddr from 'ipaddr.js'
import { canonicalAddress } from '../url/address.ts'

/** Network address and its number of significant leading bits: 32 or 128 for a single address. */
export interface Network {
  readonly address: string
  readonly bits: number
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

/**
 * Parses an IP address. An IPv4-mapped IPv6 address (RFC 4291 2.5.5.2) counts as its IPv4 address.
 */
function parseAddress(text: string): Address | undefined {
  const canonical = canonicalAddress(text)
  if (canonical === undefined) return undefined
  if (!canonical.includes(':')) return ipaddr.IPv4.parse(canonical)
  const address = ipaddr.IPv6.parse(canonical)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/**
 * Parses a single address (`203.0.113.7`) or a CIDR block (`2001:db8::/64`). Returns `undefined`
 * for any other text.
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
 * Prefix length in bits of the networks by which IPv6 clients are counted. Most subscribers have a
 * /64 to themselves, so a client cannot avoid the count by changing its address.
 */
const IPV6_BITS = 64

/**
 * Returns the network under which a client is counted: its IPv4 address, or the /64 of its IPv6
 * address.
 * @param address `null` if the platform provides none
 * @returns `-` if there is no valid address
 * @example clientNetwork('2001:db8:1:2:3::4') // '2001:db8:1:2::/64'
 */
export function clientNetwork(address: string | null): string {
  const client = address === null ? undefined : parseAddress(address)
  if (!client) return '-'
  if (client.kind() === 'ipv4') return client.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${client}/${IPV6_BITS}`)}/${IPV6_BITS}`
}

/**
 * Returns `true` if a client's address lies in a network.
 * @example contains({ address: '203.0.113.0', bits: 24 }, '203.0.113.7') // true
 */
export function contains(block: Network, address: string): boolean {
  const client = parseAddress(address)
  const base = parseAddress(block.address)
  if (!client || !base || client.kind() !== base.kind()) return false
  return client.match(base, block.bits)
}

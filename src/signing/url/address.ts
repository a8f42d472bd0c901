/**
 * Returns an IPv4 or IPv6 address in its canonical spelling, as the URL standard's host parser
 * writes it. Returns `undefined` for other text, for IPv6 addresses with a zone identifier
 * (`%eth0`), and for octal or hex numbers in an IPv4 address. An IPv6 address's IPv4 tail is
 * written in hex.
 * @example canonicalAddress('::FFFF:203.0.113.7') // '::ffff:cb00:7107'
 */
export function canonicalAddress(text: string): string | undefined {
  const v6 = text.includes(':')
  if (!(v6 ? /^[0-9A-Fa-f:.]{2,45}$/ : /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/).test(text)) return undefined
  try {
    const { hostname } = new URL(v6 ? `http://[${text}]` : `http://${text}`)
    if (v6) return hostname.slice(1, -1)
    return hostname === text ? text : undefined
  } catch {
    return undefined
  }
}

/**
 * Returns the shortest spelling of an address. An IPv4-mapped IPv6 address is written as its IPv4
 * address.
 * @example shortestAddress('::ffff:203.0.113.7') // '203.0.113.7'
 */
export function shortestAddress(text: string): string | undefined {
  const address = canonicalAddress(text)
  if (address === undefined || !isMapped(address)) return address
  const [high = 0, low = 0] = address
    .slice('::ffff:'.length)
    .split(':')
    .map((part) => Number.parseInt(part, 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** Returns `true` if a canonical address is an IPv4-mapped IPv6 address (RFC 4291 2.5.5.2). */
export function isMapped(address: string): boolean {
  return /^::ffff:[0-9a-f]{1,4}:[0-9a-f]{1,4}$/.test(address)
}

import { BlockList } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientNetwork, contains, parseNetwork } from '../../../../src/signing/auth/network.ts'
import { canonicalAddress } from '../../../../src/signing/url/address.ts'
import { OPTIONS } from '../../../../src/signing/url/options.ts'
import { networkText } from '../../../support/properties/arbitraries.ts'
import { runs } from '../../../support/properties/runs.ts'

function within(block: string, address: string): boolean {
  const network = parseNetwork(block)
  if (!network) throw new Error(`${block} is no network`)
  return contains(network, address)
}

test.each([
  ['203.0.113.7', '203.0.113.7', true],
  ['203.0.113.7', '203.0.113.8', false],
  ['203.0.113.0/24', '203.0.113.0', true],
  ['203.0.113.0/24', '203.0.113.255', true],
  ['203.0.113.0/24', '203.0.114.0', false],
  ['203.0.113.77/24', '203.0.113.1', true],
  ['203.0.113.0/25', '203.0.113.128', false],
  ['203.0.113.7/32', '203.0.113.7', true],
  ['203.0.113.7/31', '203.0.113.6', true],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['128.0.0.0/1', '127.255.255.255', false],
  ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1', true],
  ['2001:db8::1', '2001:db8::2', false],
  ['2001:db8::/64', '2001:db8:0:0:ffff:ffff:ffff:ffff', true],
  ['2001:db8::/64', '2001:db8:0:1::', false],
  ['2001:db8::/33', '2001:db8:8000::', false],
  ['::/0', '2001:db8::1', true],
  ['::1/128', '::1', true],
  // RFC 4291 2.5.5.2: an IPv4-mapped address is an IPv4 address.
  ['203.0.113.0/24', '::ffff:203.0.113.9', true],
  ['203.0.113.0/24', '::ffff:cb00:7109', true],
  ['::ffff:203.0.113.7', '203.0.113.7', true],
  ['::ffff:203.0.113.0/120', '203.0.113.9', true],
  ['::ffff:203.0.113.0/120', '203.0.114.9', false],
  ['::ffff:0:0/96', '203.0.113.9', true],
  // Other ways to embed IPv4 in IPv6 are IPv6 addresses.
  ['::/0', '203.0.113.7', false],
  ['::/0', '::ffff:203.0.113.7', false],
  ['0.0.0.0/0', '::1', false],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['203.0.113.7', '::203.0.113.7', false],
  ['::203.0.113.7', '203.0.113.7', false],
  ['203.0.113.7', '64:ff9b::203.0.113.7', false],
  ['203.0.113.7', '::ffff:0:203.0.113.7', false],
  ['0.0.0.0/0', '', false],
  ['0.0.0.0/0', 'unknown', false],
  ['0.0.0.0/0', '203.0.113.7, 203.0.113.8', false],
  ['0.0.0.0/0', '203.0.113', false],
  ['0.0.0.0/0', '0313.0.0161.07', false],
  ['0.0.0.0/0', '3405803783', false],
  ['::/0', 'fe80::1%eth0', false],
  ['::/0', '[::1]', false],
])('membership in %s is checked for %s: %s', (block, address, inside) => {
  expect(within(block, address)).toBe(inside)
})

test.each([
  '',
  '/',
  '1.2.3.4/',
  '/24',
  '1.2.3.4/33',
  '1.2.3.4/-1',
  '1.2.3.4/+8',
  '1.2.3.4/08',
  '1.2.3.4/8/8',
  '1.2.3.4/ 8',
  '1.2.3.4/a',
  '1.2.3/24',
  '1.2.3.4.5',
  '256.0.0.0',
  '01.2.3.4',
  '1.2.3.4.',
  '1.2.3.4..',
  '00000..',
  '::/129',
  '::/',
  '::1%1/64',
  '::ffff:1.2.3.4/95',
  '::ffff:010.0.0.1',
  '::ffff:0x1.2.3.4',
  'example.com',
  '1.2.3.4-1.2.3.9',
  '*',
])('the network %j is refused here and in the options table', (text) => {
  expect(parseNetwork(text)).toBeUndefined()
  expect(OPTIONS.ip.parse(text)).toBeUndefined()
})

// Compares only within an address family, because in node:net ::/0 contains IPv4 addresses.
test.each([
  ['ipv4', fc.ipV4()],
  ['ipv6', fc.ipV6()],
] as const)('the address %s is read as by node:net', (family, addresses) => {
  fc.assert(
    fc.property(addresses, addresses, fc.integer({ min: 0, max: 32 }), (base, other, bits) => {
      fc.pre(
        !canonicalAddress(base)?.startsWith('::ffff:') && !canonicalAddress(other)?.startsWith('::ffff:'),
      )
      const list = new BlockList()
      list.addSubnet(base, bits, family)
      expect(within(`${base}/${bits}`, base)).toBe(true)
      expect(within(`${base}/${bits}`, other)).toBe(list.check(other, family))
    }),
  )
})

test('the options table accepts exactly the networks as ip', () => {
  const noise = fc.string({ unit: fc.constantFrom(...'0123456789abcdefF:.:./%x') })
  fc.assert(
    fc.property(fc.oneof(networkText, noise), (text) => {
      expect(OPTIONS.ip.parse(text) !== undefined).toBe(parseNetwork(text) !== undefined)
    }),
    { numRuns: runs(500) },
  )
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::ffff:cb00:7107', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::', '2001:db8:1:3::/64'],
  ['::1', '::/64'],
  ['', '-'],
  ['203.0.113', '-'],
  ['0x7f.1', '-'],
  ['fe80::1%eth0', '-'],
  ['203.0.113.7, 10.0.0.1', '-'],
  [null, '-'],
])('the client %j is counted as %s', (address, network) => {
  expect(clientNetwork(address)).toBe(network)
})

test('addresses in the same network are counted together', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV6(), fc.ipV6(), (v4, one, two) => {
      expect(clientNetwork(v4)).toBe(v4)
      const network = clientNetwork(one)
      const mapped = !network.includes('/')
      expect(clientNetwork(two) === network).toBe(mapped ? false : within(network, two))
    }),
  )
})

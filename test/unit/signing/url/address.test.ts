import { describe, expect, test } from 'vitest'
import { canonicalAddress, isMapped } from '../../../../src/signing/url/address.ts'

describe('canonicalAddress', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['0.0.0.0', '0.0.0.0'],
    ['::', '::'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::FFFF:203.0.113.7', '::ffff:cb00:7107'],
    ['::203.0.113.7', '::cb00:7107'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
  ])('normalizes %s to %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical)
  })

  test.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.',
    '.1.2.3.4',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '0x1.2.3.4',
    '1.2.3.4 ',
    '１.2.3.4',
    'localhost',
    'a.b.c.d',
    ':',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::1%eth0',
    '[::1]',
    '::ffff:010.0.0.1',
    '::ffff:0x1.2.3.4',
    '::ffff:1.2.3',
    '::1]:80/[',
    '1::1.2.3.4:5',
  ])('rejects %j', (text) => {
    expect(canonicalAddress(text)).toBeUndefined()
  })
})

test.each([
  ['::ffff:203.0.113.7', true],
  ['::ffff:0:0', true],
  ['0:0:0:0:0:FFFF:1:2', true],
  ['::203.0.113.7', false],
  ['::ffff:0:1:2', false],
  ['1::ffff:1:2', false],
  ['203.0.113.7', false],
])('the address %s is an IPv4-mapped address: %s', (text, mapped) => {
  expect(isMapped(canonicalAddress(text) ?? '')).toBe(mapped)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeBase64url } from '../../../../src/signing/auth/base64url.ts'
import { MIN_KEY_BYTES, parseKeys } from '../../../../src/signing/auth/keys.ts'
import { silentFailure } from '../../../support/process/failure.ts'

function distinctBytes(first: number, length = MIN_KEY_BYTES): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (first + index * 7) & 255)
}

function entry(id: string, bytes = distinctBytes(1)): string {
  return `${id}:${encodeBase64url(bytes)}`
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text))
}

test('ids and bytes are read, newest first', () => {
  const [newest, middle, oldest] = [distinctBytes(1), distinctBytes(2, 33), distinctBytes(3, 200)]
  expect(parseKeys([entry('k3', newest), entry('__proto__', middle), entry('-', oldest)].join(','))).toEqual([
    { id: 'k3', bytes: newest },
    { id: '__proto__', bytes: middle },
    { id: '-', bytes: oldest },
  ])
})

test('any random key is accepted', () => {
  const key = fc
    .uint8Array({ minLength: MIN_KEY_BYTES, maxLength: 64 })
    .filter((bytes) => new Set(bytes).size >= 4)
  fc.assert(
    fc.property(key, (bytes) => {
      expect(parseKeys(entry('k1', new Uint8Array(bytes)))).toEqual([
        { id: 'k1', bytes: new Uint8Array(bytes) },
      ])
    }),
  )
})

const MALFORMED = 'SIGNING_KEYS: expected id:base64url between commas'
const MAKE = 'make one with the command keygen'

test.each([
  ['missing', undefined, 'SIGNING_KEYS is not set'],
  ['empty', '', 'SIGNING_KEYS is not set'],
  ['without an id', encodeBase64url(distinctBytes(1)), MALFORMED],
  ['with an empty id', entry(''), MALFORMED],
  ['with a dot in the id', entry('k.1'), MALFORMED],
  ['with an id of 33 characters', entry('k'.repeat(33)), MALFORMED],
  ['with an empty value', 'k1:', MALFORMED],
  ['with padding', `${entry('k1')}=`, MALFORMED],
  ['in plain base64', `k1:${Buffer.alloc(32, 'ÿ>?x').toString('base64')}`, MALFORMED],
  ['with spare bits', `${entry('k1').slice(0, -1)}B`, MALFORMED],
  ['with a colon too many', `k1:${entry('k1')}`, MALFORMED],
  ['with a blank', ` ${entry('k1')}`, MALFORMED],
  ['with a line feed, and a word in the id', `${entry('example')}\n`, MALFORMED],
  ['with a line feed', `${entry('k1')}\n`, MALFORMED],
  ['with a comma at the end', `${entry('k1')},`, MALFORMED],
  ['with a comma in front', `,${entry('k1')}`, MALFORMED],
  ['with a blank between entries', `${entry('k1')}, ${entry('k2')}`, MALFORMED],
  ['good first and bad later', `${entry('k1')},k2:short`, MALFORMED],
  [
    'short',
    entry('k1', distinctBytes(1, 31)),
    `SIGNING_KEYS: key k1 has 31 bytes, but needs at least 32; ${MAKE}`,
  ],
  [
    'short later',
    `${entry('k1')},${entry('k2', distinctBytes(1, 16))}`,
    `SIGNING_KEYS: key k2 has 16 bytes, but needs at least 32; ${MAKE}`,
  ],
  ['zeros', entry('k1', new Uint8Array(32)), `SIGNING_KEYS: key k1 repeats a few bytes; ${MAKE}`],
  ['one byte', entry('k1', new Uint8Array(64).fill(7)), `SIGNING_KEYS: key k1 repeats a few bytes; ${MAKE}`],
  [
    'three bytes',
    entry(
      'k1',
      distinctBytes(0, 33).map((_, i) => i % 3),
    ),
    `SIGNING_KEYS: key k1 repeats a few bytes; ${MAKE}`,
  ],
  [
    'a placeholder in its text',
    `k1:${'CHANGE-ME-'.repeat(5).slice(0, 44)}`,
    `SIGNING_KEYS: key k1 is a placeholder; ${MAKE}`,
  ],
  [
    'a placeholder in its bytes',
    entry('k1', ascii('please replace this with your secret')),
    `SIGNING_KEYS: key k1 is a placeholder; ${MAKE}`,
  ],
  [
    'an example',
    entry('k1', ascii('this is an EXAMPLE key, 36 bytes long')),
    `SIGNING_KEYS: key k1 is a placeholder; ${MAKE}`,
  ],
  ['the placeholder of .dev.vars.example', 'k1:REPLACE_ME', `SIGNING_KEYS: key k1 is a placeholder; ${MAKE}`],
  ['the same in lower case', 'k1:replace-me', `SIGNING_KEYS: key k1 is a placeholder; ${MAKE}`],
  ['the same without an id', 'REPLACE_ME', `SIGNING_KEYS: it is a placeholder; ${MAKE}`],
  ['the same in brackets', 'k1:<REPLACE_ME>', `SIGNING_KEYS: it is a placeholder; ${MAKE}`],
  ['the same in quotes', '"k1:REPLACE_ME"', `SIGNING_KEYS: it is a placeholder; ${MAKE}`],
  [
    'the same until it is long enough',
    `k1:${'REPLACE_ME_'.repeat(4)}`,
    `SIGNING_KEYS: key k1 is a placeholder; ${MAKE}`,
  ],
  [
    'the same as an older key',
    `${entry('k2')},k1:REPLACE_ME`,
    `SIGNING_KEYS: key k1 is a placeholder; ${MAKE}`,
  ],
  [
    'your signing key',
    `k1:${'YOUR_SIGNING_KEY'.repeat(3)}`,
    `SIGNING_KEYS: key k1 is a placeholder; ${MAKE}`,
  ],
  ['put it here', `k1:${'put-the-key-here'.repeat(3)}`, `SIGNING_KEYS: key k1 is a placeholder; ${MAKE}`],
  [
    'the same id twice',
    `${entry('k1')},${entry('k1', distinctBytes(9))}`,
    'SIGNING_KEYS: an id is used twice',
  ],
])('keys are refused: %s', (_, secret, reason) => {
  expect(() => parseKeys(secret)).toThrow(silentFailure('misconfigured', reason))
})

test('an id may be a word that placeholders contain', () => {
  expect(parseKeys(entry('example'))).toEqual([{ id: 'example', bytes: distinctBytes(1) }])
})

test('the log never contains the key', () => {
  const secret = entry('k1', distinctBytes(1, 31))
  expect(() => parseKeys(secret)).not.toThrow(secret.slice(3))
})

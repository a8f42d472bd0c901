import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { encodeBase64url } from '../../../../src/signing/auth/base64url.ts'
import { importKey, MAX_TRIED, signHmac, verifyHmac } from '../../../../src/signing/auth/hmac.ts'
import type { HmacKey } from '../../../../src/signing/auth/hmac-token.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const PATH = '/samples/a.jpg'
const QUERY = 'width=400&format=webp'

function bytesOf(id: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac('sha256', 'test').update(id).digest())
}

function keysOf(...ids: string[]): Promise<HmacKey[]> {
  return Promise.all(ids.map((id) => importKey(id, bytesOf(id))))
}

const ascii = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
})

test('signatures equal those of node:crypto', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 32, maxLength: 100 }),
      ascii,
      ascii,
      async (bytes, path, query) => {
        const key = await importKey('k1', new Uint8Array(bytes))
        const expected = createHmac('sha256', bytes)
          .update(`signet-v1\n${path}\n${query}`)
          .digest('base64url')
        expect(await signHmac(key, path, query)).toBe(expected)
      },
    ),
  )
})

test('a signature is valid only for the same boundary between path and query', async () => {
  const keys = await keysOf('k1')
  const [key] = keys
  if (!key) throw new Error('no key')
  await fc.assert(
    fc.asyncProperty(ascii, ascii, fc.nat(), async (path, query, at) => {
      const token = await signHmac(key, path, query)
      expect(await verifyHmac(keys, { path, query, token, kid: undefined })).toBe(key)
      const text = path + query
      const cut = at % (text.length + 1)
      const moved = { path: text.slice(0, cut), query: text.slice(cut), token, kid: undefined }
      expect(await verifyHmac(keys, moved)).toBe(cut === path.length ? key : undefined)
    }),
  )
})

describe('a token', async () => {
  const keys = await keysOf('k1')
  const [key] = keys
  if (!key) throw new Error('no key')
  const token = await signHmac(key, PATH, QUERY)
  const holds = async (text: string) =>
    (await verifyHmac(keys, { path: PATH, query: QUERY, token: text, kid: undefined })) !== undefined

  test('is valid', async () => {
    expect(await holds(token)).toBe(true)
  })

  test('is invalid if any bit is flipped', async () => {
    const mac = Buffer.from(token, 'base64url')
    for (let bit = 0; bit < 256; bit++) {
      const flipped = Buffer.from(mac)
      flipped.writeUInt8(mac.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(await holds(encodeBase64url(flipped)), `bit ${bit}`).toBe(false)
    }
  })

  test('is invalid with another character in any position, including spare bits', async () => {
    for (let at = 0; at < token.length; at++) {
      const others = at === 42 ? [...ALPHABET] : [...'AZaz09-_']
      for (const other of others.filter((character) => character !== token[at]))
        expect(await holds(token.slice(0, at) + other + token.slice(at + 1)), `${other} at ${at}`).toBe(false)
    }
  })

  test('is invalid if it is cut, extended, padded or in another alphabet', async () => {
    const hex = Buffer.from(token, 'base64url').toString('hex')
    const forms = [
      '',
      token.slice(0, 42),
      token.slice(1),
      `${token}A`,
      `${token}=`,
      ` ${token}`,
      `${token}\n`,
      hex,
      token + token,
      'A'.repeat(43),
    ]
    for (const form of forms) expect(await holds(form), JSON.stringify(form)).toBe(false)
  })
})

describe('keys', () => {
  const ids = ['k5', 'k4', 'k3', 'k2', 'k1']

  async function holds(signer: string, kid: string | undefined, among = ids): Promise<boolean> {
    const [key] = await keysOf(signer)
    if (!key) throw new Error('no key')
    const token = await signHmac(key, PATH, QUERY)
    return (await verifyHmac(await keysOf(...among), { path: PATH, query: QUERY, token, kid }))?.id === signer
  }

  test.each(ids.slice(0, MAX_TRIED))('are all tried if the URL names none: %s of four', async (id) => {
    expect(await holds(id, undefined, ids.slice(0, MAX_TRIED))).toBe(true)
  })

  test.each(ids)('are not tried if the URL names none: %s of five', async (id) => {
    expect(await holds(id, undefined)).toBe(false)
  })

  test.each(ids)('are found by name: %s', async (id) => {
    expect(await holds(id, id)).toBe(true)
  })

  test.each(['k4', 'k6', 'K5', '', '__proto__', 'constructor', 'length', '0'])(
    'do not verify a token of k5 under another name: %j',
    async (kid) => {
      expect(await holds('k5', kid)).toBe(false)
    },
  )

  test('do not verify a token of an unknown key', async () => {
    expect([await holds('k9', undefined), await holds('k9', 'k9'), await holds('k9', 'k5')]).toEqual([
      false,
      false,
      false,
    ])
  })

  test.each([
    ['a known key', ids, 'k5', 1],
    ['an unknown key', ids, 'k9', 1],
    ['no key among five', ids, undefined, 1],
    ['no key among four', ids.slice(1), undefined, 4],
  ])('cost few signatures if the token in the name of %s is wrong', async (_, among, kid, cost) => {
    const keys = await keysOf(...among)
    const verify = vi.spyOn(crypto.subtle, 'verify')
    expect(await verifyHmac(keys, { path: PATH, query: QUERY, token: 'A'.repeat(43), kid })).toBeUndefined()
    expect(verify).toHaveBeenCalledTimes(cost)
    verify.mockRestore()
  })

  test('verify no token if there are none', async () => {
    expect(await verifyHmac([], { path: PATH, query: QUERY, token: 'A'.repeat(43), kid: undefined })).toBe(
      undefined,
    )
  })
})

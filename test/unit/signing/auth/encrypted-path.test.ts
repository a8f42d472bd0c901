import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openPath } from '../../../../src/signing/auth/encrypted-path.ts'
import {
  decryptPath,
  derivePathKey,
  encryptPath,
  type PathKey,
  parsePathKeys,
} from '../../../../src/signing/auth/path-cipher.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'
import vectors from '../../../vectors/encrypted-path.json' with { type: 'json' }

const VAULT = { prefix: '/vault/', encrypted: true, guarded: [] }
const INNER = { prefix: '/vault/stamped/', encrypted: false, guarded: [] }
const PLAIN = { prefix: '/', encrypted: false, guarded: [] }
const ZONES = [PLAIN, VAULT, INNER]
const entries = Object.entries(vectors.keys)

let keys: readonly PathKey[]
let newest: PathKey
beforeAll(async () => {
  const parsed = parsePathKeys(entries.map(([id, key]) => `${id}:${key}`).join(','))
  keys = await Promise.all(parsed.map(derivePathKey))
  newest = await derivePathKey(parsed[0])
})

const below = (prefix: string, path: string) => path.slice(prefix.length)
const open = (path: string, zone = VAULT) => openPath(path, zone, ZONES, keys)

describe('the vectors of encrypted paths', () => {
  it.each(vectors.encrypt)('are decrypted: $about', async ({ key, prefix, decoded, path }) => {
    const own = keys[entries.findIndex(([id]) => id === key)] ?? newest
    expect(prefix + (await encryptPath(own, prefix, below(prefix, decoded)))).toBe(path)
    const zone = { prefix, encrypted: true, guarded: [] }
    expect(await openPath(below(prefix, path), zone, [zone], keys)).toBe(below(prefix, decoded))
  })

  it.each(vectors.refuse)('are refused like a missing image: $why', async ({ path }) => {
    await expect(open(below('/vault/', path))).rejects.toEqual(failure('not-found'))
    await expect(open(below('/vault/', path))).rejects.toMatchObject({ detail: undefined, reason: undefined })
  })
})

describe('an encrypted path', () => {
  it('decrypts to the original path, is one segment and is always the same', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((path) => !/\p{Cc}/u.test(path))
    await fc.assert(
      fc.asyncProperty(text, async (path) => {
        const segment = await encryptPath(newest, '/a/', path)
        expect(segment).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(await encryptPath(newest, '/a/', path)).toBe(segment)
        expect(await decryptPath(keys, '/a/', segment)).toBe(path)
      }),
    )
  })

  it('reveals the length only in multiples of 16 bytes', async () => {
    const lengths = await Promise.all(
      [1, 15, 16, 17].map(async (size) => (await encryptPath(newest, '/', 'a'.repeat(size))).length),
    )
    expect(lengths).toEqual([59, 59, 59, 80])
  })

  it('has a separate nonce for each prefix and path, even if both join to the same text', async () => {
    const [one, other] = await Promise.all([
      encryptPath(newest, '/a/', 'b/c.jpg'),
      encryptPath(newest, '/a/b/', 'c.jpg'),
    ])
    expect(one.slice(0, 16)).not.toBe(other.slice(0, 16))
  })

  it('is refused if any bit is changed', async () => {
    const bytes = Buffer.from(await encryptPath(newest, '/vault/', 'a.jpg'), 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(await decryptPath(keys, '/vault/', changed.toString('base64url'))).toBeUndefined()
    }
  })

  it('is refused in another zone, whose rules were not applied', async () => {
    const path = 'stamped/a.jpg'
    await expect(open(await encryptPath(newest, '/vault/', path))).rejects.toEqual(failure('not-found'))
    const alone = openPath(await encryptPath(newest, '/vault/', path), VAULT, [VAULT], keys)
    expect(await alone).toBe(path)
  })

  it('is refused if it spells a guarded zone in another case and the origin may ignore case', async () => {
    const hidden = await encryptPath(newest, '/vault/', 'Stamped/a.jpg')
    const opened = (path: string, encrypted: boolean, ignoresCase: boolean) => {
      const zone = { ...VAULT, encrypted, guarded: [{ prefix: '/stamped/', ignoresCase }] }
      return openPath(path, zone, [zone], keys)
    }
    await expect(opened(hidden, true, true)).rejects.toEqual(failure('not-found'))
    expect(await opened(hidden, true, false)).toBe('Stamped/a.jpg')
    await expect(opened('Stamped/a.jpg', false, true)).rejects.toEqual(failure('not-found'))
    expect(await opened('Stampede/a.jpg', false, true)).toBe('Stampede/a.jpg')
  })

  it('is refused without keys', async () => {
    await expect(openPath(await encryptPath(newest, '/vault/', 'a.jpg'), VAULT, ZONES)).rejects.toEqual(
      failure('not-found'),
    )
  })

  it('is an ordinary name in a zone that hides no paths', async () => {
    const segment = await encryptPath(newest, '/', 'a.jpg')
    expect(await open(segment, PLAIN)).toBe(segment)
  })
})

describe('PATH_KEYS', () => {
  it.each([
    [undefined, 'PATH_KEYS is not set'],
    ['k1:REPLACE_ME', 'PATH_KEYS: key k1 is a placeholder; make one with the command keygen'],
    ['', 'PATH_KEYS is not set'],
  ])('are refused: %j', (secret, reason) => {
    expect(() => parsePathKeys(secret)).toThrow(silentFailure('misconfigured', reason))
  })
})

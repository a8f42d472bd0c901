import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KEYCDN_TOKEN, sameToken } from '../../../../src/signing/auth/keycdn.ts'
import { signKeycdnAccess } from '../../../../src/signing/auth/keycdn-access.ts'
import { signKeycdnImage } from '../../../../src/signing/auth/keycdn-image.ts'
import type { Keyring } from '../../../../src/signing/auth/keyring.ts'
import { verifyToken } from '../../../../src/signing/auth/verify-token.ts'
import { formatWire, parseWire, type Wire } from '../../../../src/signing/url/wire.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'
import { unicode } from '../../../support/properties/arbitraries.ts'
import vectors from '../../../vectors/keycdn.json' with { type: 'json' }

const ORIGIN = 'https://img.example.com'

function changeEachCharacter(text: string): string[] {
  return [...text].map(
    (character, at) => text.slice(0, at) + (character === 'x' ? 'y' : 'x') + text.slice(at + 1),
  )
}

function keyring(secret: string): Keyring {
  return { hmac: [], keycdn: secret }
}

describe.each(vectors.image)('keycdn-image $path?$query', ({ secret, path, query, token }) => {
  const wire = parseWire(`${ORIGIN}${path}?${query === '' ? '' : `${query}&`}token=${token}`)
  const verify = async (changed: Partial<Wire>) =>
    (await verifyToken({ ...wire, ...changed }, ['keycdn-image'], keyring(secret))).claims
  const refused = silentFailure('forbidden', 'the keycdn-image token does not match')

  test('is signed and verified', async () => {
    expect(signKeycdnImage(secret, path, query)).toBe(token)
    expect(await verify({})).toEqual({})
  })

  test('is refused if any character of token, path or query is changed', async () => {
    for (const changed of changeEachCharacter(token))
      await expect(verify({ token: changed }), changed).rejects.toThrow(refused)
    for (const changed of changeEachCharacter(path))
      await expect(verify({ path: changed }), changed).rejects.toThrow(refused)
    for (const changed of changeEachCharacter(query))
      await expect(verify({ query: changed }), changed).rejects.toThrow(refused)
  })

  test('is refused if any character of the secret is changed', async () => {
    for (const changed of changeEachCharacter(secret))
      await expect(verifyToken(wire, ['keycdn-image'], keyring(changed))).rejects.toThrow(refused)
  })
})

describe('a path with = under a keycdn-image token', () => {
  const verify = async (path: string, query: string, token: string, secret: string) => {
    const wire = parseWire(formatWire({ origin: ORIGIN, path, query, token }))
    return (await verifyToken(wire, ['keycdn-image'], keyring(secret))).claims
  }

  test.each(vectors.ambiguous.image)('is refused with its right token: $path?$query', async (row) => {
    const { secret, path, query, token } = row
    expect(signKeycdnImage(secret, path, query)).toBe(token)
    await expect(verify(path, query, token, secret)).rejects.toThrow(
      silentFailure('forbidden', 'a path with = is ambiguous under a keycdn-image token'),
    )
  })

  test('would otherwise be valid with the token of another image and its query', async () => {
    const token = signKeycdnImage('s', '/u/victim.jpg', 'width=4000&format=png')
    expect(await verify('/u/victim.jpg', 'width=4000&format=png', token, 's')).toEqual({})
    await expect(verify('/u/victim.jpgwidth=4000&format=png', '', token, 's')).rejects.toThrow(
      failure('forbidden'),
    )
  })

  test('has no other spelling, because %3D is signed as such and is never canonical', () => {
    const [path, query] = ['/u/victim.jpgwidth%3D4000', '']
    expect(signKeycdnImage('s', path, query)).not.toBe(signKeycdnImage('s', '/u/victim.jpg', 'width=4000'))
    expect(() => parseWire(`${ORIGIN}${path}?token=x`)).toThrow(
      failure('bad-url', 'the path has "%3D" at 18: write = instead'),
    )
  })

  test('differs from a query with =, which is valid', async () => {
    const query = 'olurl=https://logos.example.com/a=b.png'
    expect(await verify('/a.jpg', query, signKeycdnImage('s', '/a.jpg', query), 's')).toEqual({})
  })
})

describe.each(vectors.access)('keycdn-access $path', ({ secret, path, expire, token }) => {
  const wire = parseWire(`${ORIGIN}${path}?token=${token}&expire=${expire}`)
  const verify = async (changed: Partial<Wire>) =>
    (await verifyToken({ ...wire, ...changed }, ['keycdn-access'], keyring(secret))).claims
  const refused = silentFailure('forbidden', 'the keycdn-access token does not match')

  test('is signed and verified', async () => {
    expect(signKeycdnAccess(secret, path, String(expire))).toBe(token)
    expect(await verify({})).toEqual({ expire })
  })

  test('is refused if any character of token, path or expiry is changed', async () => {
    for (const changed of changeEachCharacter(token))
      await expect(verify({ token: changed }), changed).rejects.toThrow(refused)
    for (const changed of changeEachCharacter(path))
      await expect(verify({ path: changed }), changed).rejects.toThrow(refused)
    for (const changed of changeEachCharacter(String(expire)))
      await expect(verify({ free: new Map([['expire', changed]]) }), changed).rejects.toThrow(refused)
  })
})

test('the tokens are MD5 in base64url, as computed by node:crypto', () => {
  fc.assert(
    fc.property(unicode, fc.string(), fc.string(), (path, query, secret) => {
      const md5 = (text: string) => createHash('md5').update(text).digest('base64url')
      expect(signKeycdnImage(secret, path, query)).toBe(md5(path + query + secret))
      expect(signKeycdnAccess(secret, path, query)).toBe(md5(path + secret + query))
      expect(signKeycdnImage(secret, path, query)).toHaveLength(KEYCDN_TOKEN)
    }),
  )
})

describe('sameToken', () => {
  const token = signKeycdnImage('secret', '/a.jpg', '')

  test('is true only for the same token', async () => {
    expect(await sameToken('secret', token, token)).toBe(true)
    for (const other of [
      ...changeEachCharacter(token),
      '',
      token.slice(1),
      `${token}A`,
      `${token}==`,
      ` ${token}`,
    ])
      expect(await sameToken('secret', token, other), other).toBe(false)
  })

  test('is false for other spellings of the same bytes', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet.indexOf(token.slice(-1))
    for (let spare = 1; spare < 16; spare++) {
      const other = token.slice(0, -1) + alphabet[last + spare]
      expect(Buffer.from(other, 'base64url')).toEqual(Buffer.from(token, 'base64url'))
      expect(await sameToken('secret', token, other)).toBe(false)
    }
  })
})

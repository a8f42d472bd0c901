import { describe, expect, test } from 'vitest'
import { importKey, signHmac } from '../../../../src/signing/auth/hmac.ts'
import { signKeycdnAccess } from '../../../../src/signing/auth/keycdn-access.ts'
import { signKeycdnImage } from '../../../../src/signing/auth/keycdn-image.ts'
import type { Keyring } from '../../../../src/signing/auth/keyring.ts'
import { SCHEME_NAMES, type SchemeName } from '../../../../src/signing/auth/schemes.ts'
import { verifyToken } from '../../../../src/signing/auth/verify-token.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'

const ORIGIN = 'https://img.example.com'
const SECRET = 'a secret of KeyCDN'

const key = await importKey('k1', crypto.getRandomValues(new Uint8Array(32)))
const keyring: Keyring = { hmac: [key], keycdn: SECRET }

async function authenticated(target: string, accepted: readonly SchemeName[] = ['hmac'], keys = keyring) {
  return (await verifyToken(parseWire(ORIGIN + target), accepted, keys)).claims
}

async function hmacSigned(query: string, free = ''): Promise<string> {
  return `/a.jpg?${query && `${query}&`}token=${await signHmac(key, '/a.jpg', query)}${free}`
}

function imageSigned(query: string, free = ''): string {
  return `/a.jpg?${query && `${query}&`}token=${signKeycdnImage(SECRET, '/a.jpg', query)}${free}`
}

function accessSigned(expire: string): string {
  return `/a.jpg?token=${signKeycdnAccess(SECRET, '/a.jpg', expire)}&expire=${expire}`
}

const TARGETS = [
  ['hmac', await hmacSigned('width=4')],
  ['keycdn-image', imageSigned('width=4')],
  ['keycdn-access', accessSigned('1700000000')],
] as const

describe('hmac', () => {
  test('returns only the signed claims', async () => {
    const target = await hmacSigned(
      'width=4&expire=1700000000&start=5&ip=::1&kid=k1&widths=1,2&dprs=1',
      '&w=1&dpr=1',
    )
    expect(await authenticated(target)).toEqual({ expire: 1700000000, start: 5, ip: '::1' })
  })

  test.each(['w=3', 'w=', 'w=1,2', 'w=01', 'dpr=2', 'dpr=1.50', 'quality=1', 'expire=1', 'ip=::1', 'kid=k1'])(
    'refuses %s after the token',
    async (free) => {
      await expect(
        authenticated(await hmacSigned('width=4&widths=1,2&dprs=1,1.5', `&${free}`)),
      ).rejects.toThrow(silentFailure('forbidden', `${free} follows the token and no signed list allows it`))
    },
  )

  test.each(['__proto__', 'constructor', 'toString', 'valueOf'])('refuses the built-in %s', async (name) => {
    await expect(authenticated(await hmacSigned('width=4', `&${name}=1`))).rejects.toThrow(
      silentFailure('forbidden', `${name}=1 follows the token and no signed list allows it`),
    )
  })

  test('refuses parameters granted by an unsigned list', async () => {
    await expect(authenticated(await hmacSigned('width=4', '&widths=1,2&w=1'))).rejects.toThrow(
      silentFailure('forbidden', 'widths=1,2 follows the token and no signed list allows it'),
    )
  })

  test('reads no claim before it has verified the signature', async () => {
    const target = (await hmacSigned('expire=never')).replace('never', 'nevir')
    await expect(authenticated(target)).rejects.toThrow(
      silentFailure('forbidden', 'the hmac token does not match'),
    )
  })

  test.each([
    ['expire=never', 'expire must be a whole number from 0 to 99999999999, got never'],
    ['ip=1.2.3', 'ip must be an IPv4 or IPv6 address, or a network such as 203.0.113.0/24, got 1.2.3'],
  ])('reports a malformed signed claim: %s', async (query, detail) => {
    await expect(authenticated(await hmacSigned(query))).rejects.toThrow(failure('bad-parameter', detail))
  })
})

describe('keycdn-image', () => {
  const image: SchemeName[] = ['keycdn-image']

  test('has no claims', async () => {
    expect(await authenticated(imageSigned('width=4'), image)).toEqual({})
    expect(await authenticated(imageSigned(''), image)).toEqual({})
  })

  test.each(['expire', 'start', 'ip', 'kid', 'widths', 'dprs', 'w'])(
    'refuses %s, signed or not',
    async (name) => {
      const refused = failure(
        'bad-parameter',
        `${name}: keycdn-image tokens cannot cover it; sign with hmac instead`,
      )
      await expect(authenticated(imageSigned(`width=4&${name}=1`), image)).rejects.toThrow(refused)
      await expect(authenticated(imageSigned('width=4', `&${name}=1`), image)).rejects.toThrow(refused)
    },
  )

  test('refuses a parameter after the token', async () => {
    await expect(authenticated(imageSigned('width=4', '&quality=1'), image)).rejects.toThrow(
      silentFailure('forbidden', 'a parameter follows the token'),
    )
  })
})

describe('keycdn-access', () => {
  const access: SchemeName[] = ['keycdn-access']

  test('has an expiry', async () => {
    expect(await authenticated(accessSigned('1700000000'), access)).toEqual({ expire: 1700000000 })
  })

  test.each([
    ['a parameter before the token', accessSigned('1700000000').replace('?', '?width=4&')],
    ['a parameter after the token', `${accessSigned('1700000000')}&width=4`],
    ['a missing expiry', accessSigned('1700000000').replace(/&expire=.*/, '')],
    ['the expiry before the token', accessSigned('1700000000').replace(/\?(token=.*)&(expire=.*)/, '?$2&$1')],
    ['another parameter in place of the expiry', accessSigned('1700000000').replace('&expire', '&start')],
  ])('refuses %s', async (_, target) => {
    await expect(authenticated(target, access)).rejects.toThrow(
      silentFailure('forbidden', 'a keycdn-access URL has a token, then expire, and no other parameter'),
    )
  })

  test('reports a malformed signed expiry', async () => {
    await expect(authenticated(accessSigned('never'), access)).rejects.toThrow(
      failure('bad-parameter', 'expire must be a whole number from 0 to 99999999999, got never'),
    )
  })
})

describe('every scheme', () => {
  test.each([...SCHEME_NAMES])('refuses a URL without a token: %s', async (scheme) => {
    await expect(authenticated('/a.jpg?width=4', [scheme])).rejects.toThrow(
      silentFailure('forbidden', 'the URL has no token'),
    )
  })

  test.each(TARGETS)('accepts only its own tokens: %s', async (scheme, target) => {
    expect(await authenticated(target, [scheme])).toBeDefined()
    expect(await authenticated(target, SCHEME_NAMES)).toBeDefined()
    for (const other of SCHEME_NAMES.filter((name) => name !== scheme)) {
      // An image token cannot cover an expiry, so a URL that has both is malformed.
      const code = target.includes('expire=') && other === 'keycdn-image' ? 'bad-parameter' : 'forbidden'
      await expect(authenticated(target, [other])).rejects.toThrow(failure(code))
    }
  })

  test.each(TARGETS)('accepts no token without a key: %s', async (scheme, target) => {
    await expect(authenticated(target, [scheme], { hmac: [], keycdn: undefined })).rejects.toThrow(
      failure('forbidden'),
    )
  })

  test('refuses URLs in a zone without schemes', async () => {
    await expect(authenticated(await hmacSigned(''), [])).rejects.toThrow(
      silentFailure('forbidden', 'the zone does not accept this kind of token'),
    )
  })
})

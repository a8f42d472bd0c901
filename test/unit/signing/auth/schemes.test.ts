import { describe, expect, test } from 'vitest'
import { EMPTY_KEYRING, type Keyring } from '../../../../src/signing/auth/keyring.ts'
import { SCHEME_NAMES, SCHEMES, type SchemeName, schemeOf } from '../../../../src/signing/auth/schemes.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/process/failure.ts'

const ORIGIN = 'https://img.example.com'
const KEY = 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const EXPIRE = 1_700_000_000

function signed(target: string) {
  const wire = parseWire(ORIGIN + target)
  return { ...wire, token: wire.token ?? '' }
}

describe.each(SCHEMES)('$name', ({ name, secret, recognize, sign, verify }) => {
  const carriesClaims = name !== 'keycdn-image'
  const [{ name: variable }] = secret.variables
  const open = async (): Promise<Keyring> => ({ ...EMPTY_KEYRING, ...(await secret.open(() => KEY)) })
  const claims = carriesClaims ? { expire: EXPIRE } : {}

  async function signOne(keyring: Keyring) {
    const url = await sign(parseWire(`${ORIGIN}/a.jpg`), claims, keyring)
    return signed(url.slice(ORIGIN.length))
  }

  test('verifies its own signatures', async () => {
    const keyring = await open()
    const wire = await signOne(keyring)
    expect(recognize(wire)).toBe('url')
    const signer = variable === 'SIGNING_KEYS' ? { key: 'k1', kid: 'k1' } : { key: variable }
    expect(await verify(wire, keyring)).toEqual({ claims, ...signer })
  })

  test('verifies nothing without its secret', async () => {
    const wire = await signOne(await open())
    await expect(verify(wire, EMPTY_KEYRING)).rejects.toThrow(failure('forbidden'))
  })
})

test('scheme names are unique', () => {
  expect(new Set(SCHEME_NAMES).size).toBe(SCHEMES.length)
})

test.each<[string, readonly SchemeName[], SchemeName | undefined]>([
  [`token=${'A'.repeat(43)}`, SCHEME_NAMES, 'hmac'],
  ['token=', SCHEME_NAMES, 'hmac'],
  [`token=${'A'.repeat(42)}`, ['hmac'], 'hmac'],
  [`token=${'A'.repeat(22)}`, SCHEME_NAMES, 'keycdn-image'],
  [`token=${'A'.repeat(22)}&expire=1`, SCHEME_NAMES, 'keycdn-access'],
  [`token=${'A'.repeat(22)}`, ['hmac', 'keycdn-access'], 'keycdn-access'],
  [`token=${'A'.repeat(22)}&expire=1`, ['hmac', 'keycdn-image'], 'keycdn-image'],
  [`token=${'A'.repeat(22)}`, ['hmac'], undefined],
  [`token=${'A'.repeat(43)}`, ['keycdn-image', 'keycdn-access'], undefined],
  [`token=${'A'.repeat(42)}`, ['keycdn-image', 'keycdn-access'], undefined],
])('the query %s is assigned among the schemes %j to %s', (query, accepted, scheme) => {
  expect(schemeOf(signed(`/a.jpg?${query}`), accepted)?.name).toBe(scheme)
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { configure } from '../../../../src/edge/config.ts'
import { admit } from '../../../../src/signing/auth/admit.ts'
import { signKeycdnImage } from '../../../../src/signing/auth/keycdn-image.ts'
import { openKeyring } from '../../../../src/signing/auth/open-keyring.ts'
import type { SecretName } from '../../../../src/signing/auth/secrets.ts'
import { judgeSecrets } from '../../../../src/signing/auth/weak-secrets.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { findZone } from '../../../../src/signing/url/zones.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'

const hex = (text: string) => Buffer.from(text).toString('hex')

/** Faults that a list can never allow. */
const REFUSED: readonly (readonly [SecretName, string, string])[] = [
  ['KEYCDN_SECRET', 'x', 'needs at least 16 characters, and has 1'],
  ['KEYCDN_SECRET', 'short12', 'needs at least 16 characters, and has 7'],
  ['KEYCDN_SECRET', 'change-me', 'is a placeholder'],
  ['KEYCDN_SECRET', 'your_keycdn_secret', 'is a placeholder'],
  ['KEYCDN_SECRET', 'an-example-of-a-secret', 'is a placeholder'],
  ['KEYCDN_SECRET', 'aaaaaaaaaaaaaaaaaaaa', 'repeats a few characters'],
  ['KEYCDN_SECRET', 'abababab', 'repeats a few characters'],
  ['KEYCDN_SECRET', 'mysecretmysecret', 'repeats a few characters'],
  ['KEYCDN_SECRET', 'mysecretmysecretmy', 'repeats a few characters'],
  ['KEYCDN_SECRET', 'mysecret-mysecret', 'repeats a few characters'],
  ['KEYCDN_SECRET', '1234567890123456', 'repeats a few characters'],
  ['KEYCDN_SECRET', 'secret1111111111', 'repeats a few characters'],
  ['KEYCDN_SECRET', 'xxxxxxxxxxsecret', 'repeats a few characters'],
  ['KEYCDN_SECRET', `abc${' '.repeat(13)}`, 'repeats a few characters'],
  ['IMGIX_TOKEN', 'short12', 'needs at least 16 characters, and has 7'],
  ['IMGIX_TOKEN', 'with a blank in the middle', 'must consist of letters and digits'],
  ['IMGIX_TOKEN', '/starts/with/a/slash', 'must consist of letters and digits'],
  ['IMGIX_TOKEN', 'aaaaaaaab', 'repeats a few characters'],
  ['THUMBOR_KEY', 'short', 'needs at least 16 characters, and has 5'],
  ['THUMBOR_KEY', 'MY_SECURE_KEY', 'is a placeholder'],
  ['THUMBOR_KEY', 'my own MY_SECURE_KEY', 'is a placeholder'],
  ['THUMBOR_KEY', 'aaaaaaaaaaaaaaaa', 'repeats a few characters'],
  ['IMGPROXY_KEY', 'xyz', 'must consist of hex digits, one key without commas'],
  ['IMGPROXY_KEY', '0'.repeat(33), 'must consist of hex digits, one key without commas'],
  [
    'IMGPROXY_KEY',
    `${'00'.repeat(16)},${'11'.repeat(16)}`,
    'must consist of hex digits, one key without commas',
  ],
  ['IMGPROXY_KEY', hex('secret'), 'needs at least 16 bytes, and has 6'],
  ['IMGPROXY_KEY', '00'.repeat(16), 'repeats a few bytes'],
  ['IMGPROXY_KEY', '00112233aAbBCcDd00112233AAbbccdd', 'repeats a few bytes'],
  ['IMGPROXY_KEY', hex('please change-me soon'), 'is a placeholder'],
  ['IMGPROXY_KEY', '943B421c9eb07c830af81030552c86009268de4e532ba2ee2eab8247c6da0881', 'is a placeholder'],
  ['IMGPROXY_SALT', 'salt', 'must consist of hex digits, one key without commas'],
]

/** Faults of short secrets, which a list can allow. */
const ADMISSIBLE: readonly (readonly [SecretName, string, string])[] = [
  ['KEYCDN_SECRET', 'mysecret', 'needs at least 16 characters, and has 8'],
  ['KEYCDN_SECRET', 'fifteen letters', 'needs at least 16 characters, and has 15'],
  ['IMGIX_TOKEN', 'FOO123bar', 'needs at least 16 characters, and has 9'],
  ['THUMBOR_KEY', 'thumbor-key', 'needs at least 16 characters, and has 11'],
  ['IMGPROXY_KEY', '0011223344556677', 'needs at least 16 bytes, and has 8'],
]

const SOUND: readonly (readonly [SecretName, string])[] = [
  ['KEYCDN_SECRET', 'sixteen letters!'],
  ['KEYCDN_SECRET', 'onion rings and more of the onion'],
  ['IMGIX_TOKEN', 'FOO123barBAZ456q'],
  ['THUMBOR_KEY', 'sixteen letters!'],
  ['IMGPROXY_KEY', '000102030405060708090a0b0c0d0e0f'],
  ['IMGPROXY_SALT', '00'],
]

const ALL: readonly SecretName[] = SOUND.map(([name]) => name)
const faultsOf = (name: SecretName, text: string, allowed: readonly string[]) => [
  ...judgeSecrets({ [name]: text }, allowed).faults.values(),
]

describe('a secret of another service', () => {
  it.each(REFUSED)('is refused in any case: %s=%j', (name, text, rule) => {
    expect(faultsOf(name, text, [])).toEqual([`${name} ${rule}`])
    expect(faultsOf(name, text, ALL)).toEqual([`${name} ${rule}`])
  })

  it.each(ADMISSIBLE)('is refused unless it is allowed: %s=%j', (name, text, rule) => {
    expect(
      faultsOf(
        name,
        text,
        ALL.filter((other) => other !== name),
      ),
    ).toEqual([`${name} ${rule}; allow_weak_secrets can admit it`])
    const { faults, admitted } = judgeSecrets({ [name]: text }, [name])
    expect(faults.size).toBe(0)
    expect([...admitted]).toEqual([[name, `${name} ${rule}: allow_weak_secrets admits it`]])
  })

  it.each(SOUND)('is accepted: %s=%j', (name, text) => {
    expect(judgeSecrets({ [name]: text }, ALL)).toEqual({ faults: new Map(), admitted: new Map() })
  })
})

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => 7 * index)).toString('base64url')
const IMAGES = { get() {}, head() {} }
const ORIGIN = 'https://img.example.com'
const NOW = 1_800_000_000

const settings = (changes: object) => ({
  SIGNING_KEYS: `k:${KEY}`,
  IMAGES,
  zones: {
    images: { prefix: '/', source: 'r2:IMAGES' },
    old: {
      prefix: '/old/',
      source: 'r2:IMAGES',
      schemes: ['hmac', 'keycdn-image'],
      legacy_until: '2027-03-01',
    },
  },
  ...changes,
})

async function admitted(target: string, changes: object, now = NOW) {
  const config = await configure(settings(changes))
  const wire = parseWire(ORIGIN + target)
  const found = findZone(config.zones, wire.path)
  if (!found) return expect.unreachable()
  return admit(wire, found, config.zones, found.zone.keyring, now)
}

const token = 'A'.repeat(22)

beforeEach(() => void vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] }))

afterEach(() => void vi.useRealTimers())

describe.each(['x', 'change-me', 'mysecret'])('KEYCDN_SECRET=%s', (KEYCDN_SECRET) => {
  it('fails the zones that list its schemes, whatever the URL', async () => {
    const fault = judgeSecrets({ KEYCDN_SECRET }, []).faults.get('KEYCDN_SECRET') ?? ''
    for (const query of ['', '?width=9', `?token=${token}`, `?token=${'A'.repeat(43)}`])
      await expect(admitted(`/old/a.jpg${query}`, { KEYCDN_SECRET })).rejects.toEqual(
        silentFailure('misconfigured', fault),
      )
  })

  it('fails no other zone', async () => {
    await expect(admitted(`/a.jpg?token=${token}`, { KEYCDN_SECRET })).rejects.toEqual(failure('forbidden'))
  })

  it('fails no zone after the move', async () => {
    const late = NOW + 1e8
    await expect(admitted(`/old/a.jpg?token=${token}`, { KEYCDN_SECRET }, late)).rejects.toEqual(
      failure('forbidden'),
    )
    vi.setSystemTime(late * 1000)
    expect((await configure(settings({ KEYCDN_SECRET }))).warnings).toEqual([])
  })

  it('is logged without its value', async () => {
    const { warnings, keyring } = await configure(settings({ KEYCDN_SECRET }))
    expect(warnings).toEqual([expect.stringMatching(/^zones\.old answers 500: KEYCDN_SECRET /)])
    expect(warnings.join()).not.toContain(`${KEYCDN_SECRET} `)
    expect(keyring.keycdn).toBeUndefined()
  })
})

it('an allowed weak secret verifies and is logged', async () => {
  const changes = { KEYCDN_SECRET: 'mysecret', allow_weak_secrets: ['KEYCDN_SECRET'] }
  const { warnings } = await configure(settings(changes))
  expect(warnings).toEqual([
    'KEYCDN_SECRET needs at least 16 characters, and has 8: allow_weak_secrets admits it',
  ])
  const valid = signKeycdnImage('mysecret', '/old/a.jpg', 'width=9')
  expect(await admitted(`/old/a.jpg?width=9&token=${valid}`, changes)).toMatchObject({ key: 'KEYCDN_SECRET' })
  await expect(admitted(`/old/a.jpg?token=${token}`, changes)).rejects.toEqual(failure('forbidden'))
})

it('a weak secret that no zone needs is ignored', async () => {
  const { warnings } = await configure(settings({ KEYCDN_SECRET: 'a secret of KeyCDN', IMGIX_TOKEN: 'x' }))
  expect(warnings).toEqual([])
})

it('a keyring omits faulty secrets', async () => {
  const keyring = await openKeyring({
    ...{ SIGNING_KEYS: `k:${KEY}`, KEYCDN_SECRET: 'x', IMGIX_TOKEN: 'x', THUMBOR_KEY: 'x' },
    ...{ IMGPROXY_KEY: '00112233445566778899aabbccddeeff', IMGPROXY_SALT: 'x' },
  })
  const { keycdn, imgix, thumbor, imgproxy, faults = new Map() } = keyring
  expect([keycdn, imgix, thumbor, imgproxy]).toEqual([undefined, undefined, undefined, undefined])
  expect([...faults.keys()].toSorted()).toEqual([
    'IMGIX_TOKEN',
    'IMGPROXY_SALT',
    'KEYCDN_SECRET',
    'THUMBOR_KEY',
  ])
})

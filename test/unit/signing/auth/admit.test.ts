import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../../src/errors.ts'
import { type AdmittingZone, admit } from '../../../../src/signing/auth/admit.ts'
import { signHmac } from '../../../../src/signing/auth/hmac.ts'
import { signImgix } from '../../../../src/signing/auth/imgix.ts'
import { signKeycdnImage } from '../../../../src/signing/auth/keycdn-image.ts'
import { openKeyring } from '../../../../src/signing/auth/open-keyring.ts'
import { FOREIGN_SCHEMES, ZONE_SCHEMES, type ZoneScheme } from '../../../../src/signing/auth/schemes.ts'
import { takeUnverified } from '../../../../src/signing/auth/unsigned.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { findZone } from '../../../../src/signing/url/zones.ts'
import { changeEachCharacter } from '../../../support/hostile/changes.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'
import { FOREIGN_SECRETS, imgixUrl, imgproxyUrl, thumborUrl } from '../../../support/worker/foreign-urls.ts'

const ORIGIN = 'https://img.example.com'
const SOURCE = 'https://assets.example.com/base/'
const NOW = 1_900_000_000
const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

const keyring = await openKeyring({
  SIGNING_KEYS: `k1:${KEY}`,
  KEYCDN_SECRET: 'a secret of KeyCDN',
  ...FOREIGN_SECRETS,
})

const zone = (prefix: string, schemes: readonly ZoneScheme[], source = SOURCE): AdmittingZone => ({
  prefix,
  schemes,
  source,
})

const ALL = zone('/old/', ZONE_SCHEMES)
const INNER = zone('/old/inner/', ['hmac'])

async function admitted(target: string, zones: readonly AdmittingZone[] = [ALL, INNER], now = NOW) {
  const wire = parseWire(ORIGIN + target)
  const found = findZone(zones, wire.path)
  if (!found) throw new Error(`no zone for ${target}`)
  const { wire: native, path, claims } = await admit(wire, found, zones, keyring, now)
  return { path, query: native.query, claims, target: native.path }
}

const [hmacKey] = keyring.hmac
if (!hmacKey) throw new Error('no key')

/** A valid URL for each scheme. */
const TARGETS: Readonly<Record<string, string>> = {
  hmac: `/old/a.jpg?width=9&token=${await signHmac(hmacKey, '/old/a.jpg', 'width=9')}`,
  'keycdn-image': `/old/a.jpg?width=9&token=${signKeycdnImage('a secret of KeyCDN', '/old/a.jpg', 'width=9')}`,
  imgproxy: imgproxyUrl('/old/', 'w:9/', `${SOURCE}a.jpg`),
  imgix: imgixUrl('/old/a.jpg', 'w=9'),
  thumbor: thumborUrl('/old/', '9x0/assets.example.com/base/a.jpg'),
}

describe('a URL of another service', () => {
  test.each([
    ['imgproxy', imgproxyUrl('/old/', 'rs:fill:30:20/exp:2000000000/', `${SOURCE}b%20c/a.jpg`, '.webp')],
    ['imgix', imgixUrl('/old/b%20c/a.jpg', 'w=30&h=20&fit=crop&expires=2000000000&fm=webp&ixlib=js-3.8.0')],
    ['thumbor', thumborUrl('/old/', '30x20/filters:format(webp)/assets.example.com/base/b%20c/a.jpg')],
  ])('from %s becomes a native URL with its claims', async (name, target) => {
    const { path, query, claims, target: native } = await admitted(target)
    expect({ path, native }).toEqual({ path: 'b c/a.jpg', native: '/old/b%20c/a.jpg' })
    expect(query).toMatch(/^width=30&height=20&(?:enlarge=0&)?format=webp/)
    expect(claims).toEqual(name === 'thumbor' ? {} : { expire: 2_000_000_000 })
  })

  test.each([
    ['imgproxy', imgproxyUrl('/old/', '', `${SOURCE}a.jpg`)],
    ['imgix', imgixUrl('/old/a.jpg', '')],
    ['thumbor', thumborUrl('/old/', 'assets.example.com/base/a.jpg')],
  ])('from %s without options never means the original', async (_, target) => {
    expect((await admitted(target)).query).toBe('output=image')
  })

  test.each(Object.entries(TARGETS))(
    'from %s is admitted by its own scheme and no other',
    async (name, target) => {
      const others = ZONE_SCHEMES.filter((other) => other !== name)
      const own = ZONE_SCHEMES.filter((other) => other === name)
      expect((await admitted(target, [zone('/old/', own)])).query).toContain('width=9')
      for (const other of others)
        await expect(admitted(target, [zone('/old/', [other])]), other).rejects.toThrow(failure('forbidden'))
      await expect(admitted(target, [zone('/old/', others)])).rejects.toThrow(failure('forbidden'))
    },
  )

  test('has the form of at most one scheme', () => {
    for (const [name, target] of Object.entries(TARGETS)) {
      const wire = parseWire(ORIGIN + target)
      const request = { wire, rest: wire.path.slice('/old/'.length) }
      const names = FOREIGN_SCHEMES.filter(({ recognize }) => recognize(request)).map((scheme) => scheme.name)
      expect(names).toEqual(ZONE_SCHEMES.filter((other) => other === name && !/hmac|keycdn/.test(name)))
    }
  })

  test.each(['imgproxy', 'thumbor', 'imgix'])(
    'from %s is refused if any character is changed',
    async (name) => {
      for (const changed of changeEachCharacter((TARGETS[name] ?? '').slice('/old/'.length))) {
        const refusal = await admitted(`/old/${changed}`).then(
          () => 'none',
          (error: unknown) => (error instanceof Failure ? error.code : String(error)),
        )
        expect(['forbidden', 'bad-url'], changed).toContain(refusal)
      }
    },
  )

  test.each([
    ['imgproxy', (target: string) => `${target}?w=1`],
    ['imgproxy', (target: string) => `${target}?s=${'0'.repeat(32)}`],
    ['thumbor', (target: string) => `${target}?w=1`],
    ['imgix', (target: string) => `${target}&q=1`],
    ['imgix', (target: string) => target.replace('w=9', 'h=1&w=9')],
  ])('from %s is refused if anything is appended', async (name, change) => {
    await expect(admitted(change(TARGETS[name] ?? ''))).rejects.toThrow(failure('forbidden'))
  })

  test('with a token counts as a native URL', async () => {
    const query = 'token=AAAA&w=9'
    const target = imgixUrl('/old/a.jpg', query)
    await expect(admitted(target)).rejects.toThrow(failure('forbidden'))
  })
})

describe('the zone that admits a foreign URL', () => {
  test.each([
    ['another host', imgproxyUrl('/old/', '', 'https://elsewhere.example/base/a.jpg')],
    ['another folder', imgproxyUrl('/old/', '', 'https://assets.example.com/other/a.jpg')],
    ['the host with a port', imgproxyUrl('/old/', '', 'https://assets.example.com:444/base/a.jpg')],
    [
      'the host as a user',
      imgproxyUrl('/old/', '', 'https://assets.example.com@elsewhere.example/base/a.jpg'),
    ],
    ['a query', imgproxyUrl('/old/', '', `${SOURCE}a.jpg?x=1`)],
    ['another scheme', imgproxyUrl('/old/', '', 's3://assets.example.com/base/a.jpg')],
    ['a host only', imgproxyUrl('/old/', '', 'https://assets.example.com')],
    ['no UTF-8', imgproxyUrl('/old/', '', `${SOURCE}%FF.jpg`)],
    ['another host', thumborUrl('/old/', 'elsewhere.example/base/a.jpg')],
    ['no host', thumborUrl('/old/', 'a.jpg')],
    ['a scheme', thumborUrl('/old/', 'https:/assets.example.com/base/a.jpg')],
  ])('refuses a source with %s: %s', async (_, target) => {
    await expect(admitted(target)).rejects.toThrow(failure('bad-parameter'))
  })

  test.each([
    `${SOURCE}../a.jpg`,
    `${SOURCE}./a.jpg`,
    `${SOURCE}%2e%2e/a.jpg`,
    `${SOURCE}b//a.jpg`,
    `${SOURCE}/a.jpg`,
    `${SOURCE}a%5Cb.jpg`,
    `${SOURCE}a%00.jpg`,
    'local:////a.jpg',
    '../a.jpg',
  ])('refuses %s', async (source) => {
    await expect(admitted(imgproxyUrl('/old/', '', source))).rejects.toThrow(failure('bad-url'))
  })

  test.each([
    imgproxyUrl('/old/', '', `${SOURCE}inner/a.jpg`),
    imgproxyUrl('/old/', '', 'local:///inner/a.jpg'),
    imgproxyUrl('/old/', '', 'inner/a.jpg'),
    thumborUrl('/old/', 'assets.example.com/base/inner/a.jpg'),
  ])('refuses paths of a zone within it: %s', async (target) => {
    await expect(admitted(target)).rejects.toThrow(
      silentFailure('forbidden', 'the translated URL lies in another zone'),
    )
    expect((await admitted(target, [ALL])).path).toBe('inner/a.jpg')
  })

  test('serves only paths from a bucket, and no host', async () => {
    const bucket = [zone('/old/', ZONE_SCHEMES, 'r2:IMAGES')]
    expect((await admitted(imgproxyUrl('/old/', '', 'local:///a.jpg'), bucket)).path).toBe('a.jpg')
    expect((await admitted(thumborUrl('/old/', '30x0/b/a.jpg'), bucket)).path).toBe('b/a.jpg')
    await expect(admitted(imgproxyUrl('/old/', '', `${SOURCE}a.jpg`), bucket)).rejects.toThrow(
      failure('bad-parameter', "the source must lie in the zone's own source"),
    )
  })

  test('serves only its own images, whatever the source says', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'inner',
      'a',
      '%2e%2e',
      '%2F',
      '%5C',
      'base',
      '@',
      'https:',
      'a.jpg',
    )
    const start = fc.constantFrom(
      SOURCE,
      'https://assets.example.com/',
      'https://x.example/',
      'local:///',
      '',
      '/',
    )
    await fc.assert(
      fc.asyncProperty(start, fc.array(part, { maxLength: 6 }), async (head, parts) => {
        const target = imgproxyUrl('/old/', '', head + parts.join('/'))
        const answer = await admitted(target).catch((error: unknown) => error)
        if (answer instanceof Failure) return
        expect(answer).toMatchObject({
          path: expect.not.stringMatching(/^$|^inner\/|^\/|\/\/|(?:^|\/)\.{1,2}(?:\/|$)|\\/),
        })
      }),
    )
  })
})

describe('one secret shared by all schemes', () => {
  const SECRET = 'abcdefghijklmnopqrstuvwxyz012345'
  const hex = (text: string) => Buffer.from(text).toString('hex')
  const one = openKeyring({
    SIGNING_KEYS: `k1:${Buffer.from(SECRET).toString('base64url')}`,
    KEYCDN_SECRET: SECRET,
    IMGPROXY_KEY: hex(SECRET),
    IMGPROXY_SALT: hex('signet-v1\n'),
    IMGIX_TOKEN: SECRET,
    THUMBOR_KEY: SECRET,
  })

  async function accepted(target: string): Promise<boolean> {
    const wire = parseWire(ORIGIN + target)
    const answer = admit(wire, { zone: ALL, path: 'a.jpg' }, [ALL], await one, NOW)
    return answer.then(
      () => true,
      (error: unknown) => {
        expect(error).toEqual(failure('forbidden'))
        return false
      },
    )
  }

  const rest = `w:9/${Buffer.from(`${SOURCE}a.jpg`).toString('base64url')}`
  const hmacOf = (algorithm: string, text: string) => createHmac(algorithm, SECRET).update(text)

  test.each([
    ['native', `signet-v1\n/${rest}\n`],
    ['native with its prefix', `signet-v1\n/old/${rest}\n`],
    ['thumbor', rest],
  ])('gives no %s signature that is valid for imgproxy', async (_, message) => {
    const mac = hmacOf('sha256', message).digest('base64url')
    expect(await accepted(`/old/${mac}/${rest}`)).toBe(false)
    const own = hmacOf('sha256', `signet-v1\n/${rest}`).digest('base64url')
    expect(await accepted(`/old/${own}/${rest}`)).toBe(true)
  })

  test.each(['', '?', '?w=9', 'w=9'])('gives no native signature for imgproxy: %j', async (query) => {
    const mac = hmacOf('sha256', `signet-v1\n/old/a.jpg${query}`).digest('base64url')
    expect(await accepted(`/old/a.jpg?w=9&token=${mac}`)).toBe(false)
    expect(await accepted(`/old/a.jpg?token=${mac}`)).toBe(false)
  })

  test('gives no KeyCDN token that is valid for imgix, or the reverse', async () => {
    const ofKeycdn = Buffer.from(signKeycdnImage(SECRET, '/old/a.jpg', 'h=9'), 'base64url')
    expect(await accepted(`/old/a.jpg?h=9&s=${ofKeycdn.toString('hex')}`)).toBe(false)
    const ofImgix = Buffer.from(signImgix(SECRET, '/old/a.jpg', 'h=9'), 'hex')
    expect(await accepted(`/old/a.jpg?h=9&token=${ofImgix.toString('base64url')}`)).toBe(false)
    expect(await accepted(`/old/a.jpg?h=9&s=${ofImgix.toString('hex')}`)).toBe(true)
  })
})

describe('the last day of old tokens', () => {
  const midnight = Date.parse('2027-03-02T00:00:00Z') / 1000
  const until = { ...ALL, legacy_until: '2027-03-01' }

  test.each(Object.entries(TARGETS).filter(([name]) => name !== 'hmac'))(
    'ends %s at midnight',
    async (_, target) => {
      await expect(admitted(target, [until], midnight - 1)).resolves.toMatchObject({ path: 'a.jpg' })
      await expect(admitted(target, [until], midnight)).rejects.toThrow(failure('forbidden'))
    },
  )

  test('does not affect native URLs', async () => {
    await expect(admitted(TARGETS['hmac'] ?? '', [until], midnight)).resolves.toMatchObject({ path: 'a.jpg' })
  })
})

describe('a zone in report mode', () => {
  const reporting: AdmittingZone = { ...zone('/old/', ['hmac', 'keycdn-image']), mode: 'report' }
  const report = async (target: string, mode: 'enforce' | 'report' = 'report') => {
    const wire = parseWire(ORIGIN + target)
    const zones = [{ ...reporting, mode }]
    const found = findZone(zones, wire.path)
    if (!found) throw new Error(`no zone for ${target}`)
    return admit(wire, found, zones, keyring, NOW)
  }
  const signed = TARGETS['hmac'] ?? ''
  const forged = signed.replace('width=9', 'width=8')

  test.each([signed, TARGETS['keycdn-image'] ?? ''])('admits %s like every zone', async (target) => {
    expect(await report(target)).toEqual(await report(target, 'enforce'))
    expect((await report(target)).unsigned).toBeUndefined()
  })

  test.each([
    ['/old/a.jpg', 'no-token'],
    ['/old/a.jpg?width=9', 'no-token'],
    [forged, 'bad-token'],
    [`${signed}&w=4`, 'bad-token'],
    [`${signed}&dpr=2`, 'bad-token'],
    [`${signed}&width=9`.replace('?width=9', '?height=9'), 'bad-token'],
    ['/old/a.jpg?width=9&token=', 'bad-token'],
    ['/old/a.jpg?width=9&token=AAAA', 'bad-token'],
    [`/old/a.jpg?width=9&token=${'A'.repeat(22)}`, 'bad-token'],
  ])('admits the unsigned URL %s with the note %s', async (target, unsigned) => {
    const { wire, ...rest } = await report(target)
    expect(rest).toMatchObject({ path: 'a.jpg', key: undefined, unsigned })
    expect(wire).toEqual(parseWire(ORIGIN + target))
    await expect(report(target, 'enforce')).rejects.toThrow(failure('forbidden'))
  })

  test('reads claims in any position, verified or not', async () => {
    const claims = { expire: 5, start: 4, ip: '203.0.113.0/24' }
    const query = 'expire=5&start=4&ip=203.0.113.0/24'
    for (const target of [`/old/a.jpg?${query}`, `${forged}&${query}`, `${signed}&${query}`])
      expect((await report(target)).claims).toEqual(claims)
    await expect(report('/old/a.jpg?expire=soon')).rejects.toThrow(failure('bad-parameter'))
    await expect(report(`${forged}&expire=soon`)).rejects.toThrow(failure('bad-parameter'))
  })

  test('passes on every failure except that of the verification', () => {
    const wire = parseWire(`${ORIGIN}/old/a.jpg?token=${'A'.repeat(22)}`)
    for (const error of [new Failure('internal'), new Failure('expired'), new TypeError('x')])
      expect(() => takeUnverified(wire, error)).toThrow(error)
  })
})

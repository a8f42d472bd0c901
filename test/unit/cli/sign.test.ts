import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { sign } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { NEVER_K2, NO_SERVER, NOW, runCommand } from '../../support/project/command.ts'
import { makeProject } from '../../support/project/project.ts'
import pathVectors from '../../vectors/encrypted-path.json' with { type: 'json' }
import hmacVectors from '../../vectors/hmac.json' with { type: 'json' }
import keycdnVectors from '../../vectors/keycdn.json' with { type: 'json' }

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const OLDER = 'Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA'
const SIGNING_KEYS = `k2:${KEY},k1:${OLDER}`
const LOCAL = 'http://127.0.0.1:8787'
const REFUSED = 'nothing was signed: correct the URL, or sign it all the same with --force'

function run(...args: string[]) {
  return runCommand(sign, args, { env: { SIGNING_KEYS, KEYCDN_SECRET: 'mysecret' } })
}

function expectedUrl(path: string, query: string, key = KEY): string {
  const message = `signet-v1\n${path}\n${query}`
  const token = createHmac('sha256', Buffer.from(key, 'base64url')).update(message).digest('base64url')
  return `${LOCAL}${path}?${query && `${query}&`}token=${token}`
}

/** Lines of stderr about the expiry and the key. */
const effectIn = (lines: readonly string[]) => lines.filter((line) => /^(?:expires|key): /.test(line))

describe('sign prints only the URL', () => {
  test.each([
    [['/samples/a.jpg?width=400&format=webp'], '/samples/a.jpg', 'width=400&format=webp'],
    [['/samples/a.jpg?format=webp&width=400'], '/samples/a.jpg', 'format=webp&width=400'],
    [['/samples/%C3%A9.jpg'], '/samples/%C3%A9.jpg', ''],
    [['/a.jpg?crop=1%2C2', '--expiry', '1800000000'], '/a.jpg', 'crop=1%2C2&expire=1800000000'],
    [['/a.jpg', '--expiry', '10m'], '/a.jpg', `expire=${NOW + 600}`],
    [['--expiry=7d', '/a.jpg'], '/a.jpg', `expire=${NOW + 604_800}`],
    [
      ['/a.jpg?width=1', '--ip', '203.0.113.0/24', '--start', '1600000000', '--expiry', '1800000000'],
      '/a.jpg',
      'width=1&expire=1800000000&start=1600000000&ip=203.0.113.0/24',
    ],
    [['/a.jpg', '--ip', '2001:db8::/64', '--kid', 'k2'], '/a.jpg', 'ip=2001:db8::/64&kid=k2'],
    [['/a.jpg?width=640&widths=320,640'], '/a.jpg', 'width=640&widths=320,640'],
  ])('for %j', async (args, path, query) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 0, out: [expectedUrl(path, query)] })
    expect(effectIn(err)).toHaveLength(2)
  })

  test.each([
    [['/a.jpg'], 'never', 'k2'],
    [['/a.jpg', '--kid', 'k1'], 'never', 'k1'],
    [['/a.jpg', '--expiry', '10m'], '2023-11-14T22:23:20Z (in 10 minutes)', 'k2'],
    [['/a.jpg', '--expiry', '90s'], '2023-11-14T22:14:50Z (in 90 seconds)', 'k2'],
    [['/a.jpg?expire=1699999999', '--force'], '2023-11-14T22:13:19Z (1 second ago)', 'k2'],
    [['/a.jpg', '--expiry', '7d', '--srcset', '--widths', '5'], '2023-11-21T22:13:20Z (in 7 days)', 'k2'],
    [['/a.jpg', '--scheme', 'keycdn-image'], 'never', 'KEYCDN_SECRET'],
    [
      ['/a.jpg', '--scheme', 'keycdn-access', '--expiry', '1h'],
      '2023-11-14T23:13:20Z (in 60 minutes)',
      'KEYCDN_SECRET',
    ],
    [['/a.jpg', '--signing-key', OLDER, '--kid', 'k9'], 'never', 'k9'],
  ])('for %j, and the expiry and the key on stderr', async (args, expires, key) => {
    expect(effectIn((await run(...args)).err)).toEqual([`expires: ${expires}`, `key: ${key}`])
  })

  test('with the key that --kid names', async () => {
    expect((await run('/a.jpg', '--kid', 'k1')).out).toEqual([expectedUrl('/a.jpg', 'kid=k1', OLDER)])
  })

  test('with a bare key, which gets its id from --kid', async () => {
    expect((await run('/a.jpg', '--signing-key', OLDER)).out).toEqual([expectedUrl('/a.jpg', '', OLDER)])
    expect((await run('/a.jpg', '--signing-key', OLDER, '--kid', 'k9')).out).toEqual([
      expectedUrl('/a.jpg', 'kid=k9', OLDER),
    ])
  })

  test('with another base URL', async () => {
    const { out } = await run('/a.jpg', '--base', 'https://img.example.com/')
    expect(out).toEqual([expectedUrl('/a.jpg', '').replace(LOCAL, 'https://img.example.com')])
  })

  test.each(hmacVectors.sign)('equal to the vector: $about', async ({ key, path, query, token }) => {
    const { out } = await run(
      `${path}${query && `?${query}`}`,
      '--signing-key',
      `${key}:${hmacVectors.keys[key as 'k2026']}`,
    )
    expect(out).toEqual([`${LOCAL}${path}?${query && `${query}&`}token=${token}`])
  })
})

describe('sign for KeyCDN makes', () => {
  test.each(keycdnVectors.image)('keycdn-image $path?$query', async ({ secret, path, query, token }) => {
    const { code, out } = await run(
      `${path}${query && `?${query}`}`,
      '--scheme',
      'keycdn-image',
      '--signing-key',
      secret,
    )
    expect(code).toBe(0)
    expect(out).toEqual([`${LOCAL}${path}?${query && `${query}&`}token=${token}`])
  })

  test.each(keycdnVectors.access)('keycdn-access $path', async ({ secret, path, expire, token }) => {
    const result = await run(
      path,
      '--scheme',
      'keycdn-access',
      '--signing-key',
      secret,
      '--expiry',
      String(expire),
    )
    expect(result).toMatchObject({ code: 0, out: [`${LOCAL}${path}?token=${token}&expire=${expire}`] })
  })

  test('a URL with the secret from the environment', async () => {
    const [first] = keycdnVectors.image
    expect((await run(`${first?.path}?${first?.query}`, '--scheme', 'keycdn-image')).out).toEqual([
      `${LOCAL}${first?.path}?${first?.query}&token=${first?.token}`,
    ])
  })
})

describe('sign refuses a URL that the server would refuse, and only warns with --force', () => {
  test.each([
    [
      ['/a.jpg?blurl=/logo.png'],
      'warning: the server will answer 400, unknown parameter blurl; did you mean blur?',
    ],
    [
      ['/a.jpg?oltext=a&ol-ip=1'],
      'warning: the server will answer 400, ol-ip is reserved: {ip} is filled with what is signed',
    ],
    [
      ['/a.jpg?oltext=a&ol5text=b'],
      'warning: the server will answer 400, unknown parameter ol5text: overlays are ol, ol2, ol3, ol4',
    ],
    [
      ['/a.jpg?width=0'],
      'warning: the server will answer 400, width must be a whole number from 1 to 10000, got 0',
    ],
    [
      ['/a.gif?format=gif'],
      'warning: the server will answer 400, format=gif: GIF is read, not written; format=webp with animate=1 keeps an animation, in fewer bytes',
    ],
    [
      ['/a.gif?animate=1&page=2'],
      'warning: the server will answer 400, animate=1 cannot be combined with page, which shows one frame: leave one of them out',
    ],
    [['/a.jpg?w=1&widths=1'], 'warning: the server will answer 400, w must follow the token'],
    [
      ['/a.jpg?ip=1.2.3'],
      'warning: the server will answer 400, ip must be an IPv4 or IPv6 address, or a network such as 203.0.113.0/24, got 1.2.3',
    ],
    [
      ['/a.jpg?expire=1800000000', '--scheme', 'keycdn-image'],
      'warning: the server will answer 400, expire: keycdn-image tokens cannot cover it; sign with hmac instead',
    ],
  ])('%j', async (args, warning) => {
    const forced = await run(...args, '--force')
    expect({ code: forced.code, warning: forced.err[0] }).toEqual({ code: 0, warning })
    expect(forced.out).toEqual([expect.stringContaining(`${LOCAL}${args[0]}&token=`)])
    const { code, out, err } = await run(...args)
    expect({ code, out, err: err[0] }).toEqual({ code: 1, out: [], err: warning.replace('warning: ', '') })
    expect(err.at(-1)).toBe(REFUSED)
  })

  const FIRST = 'the server will answer 400, unknown parameter widht; did you mean width?'
  const HEIGHT = 'the server will answer 400, height must be a whole number from 1 to 10000, got 0'

  test.each([
    ['/a.jpg?widht=4', [FIRST]],
    ['/a.jpg?widht=4&height=0', [FIRST, HEIGHT]],
    ['/a.jpg?height=0&widht=4&blur=x&width=5', [FIRST, HEIGHT, /400, blur must be a number .*, got x$/]],
    // Without the faulty width, fit would be refused as well.
    ['/a.jpg?width=0&height=5&fit=cover', [/400, width must be a whole number .*, got 0$/]],
    [
      '/a.jpg?crop=smart&dither=0&width=5',
      [/400, dither needs colors or palette$/, /400, crop needs width and height/],
    ],
    ['/a.jpg?width=5&expire=1600000000&flip=2', [/400, flip must be 0 or 1, got 2$/, /410, expired at/]],
    ['/a.jpg?width=5&height=5&w=9', ['the server will answer 400, w must follow the token']],
  ])('and names every fault of %s', async (target, faults) => {
    const { code, out, err } = await run(target)
    expect({ code, out }).toEqual({ code: 1, out: [] })
    const lines = faults.map((fault) => (typeof fault === 'string' ? fault : expect.stringMatching(fault)))
    expect(err).toHaveLength(lines.length + 1)
    expect(err).toEqual(expect.arrayContaining([...lines, REFUSED]))
  })

  test('with the host, the zone, a preset and its lock', async () => {
    const toml = `[vars]
hosts = ["img.example.com"]
[vars.zones.shop]
prefix = "/shop/"
source = "https://h.example.com/"
originals = "explicit"
presets.card = { width = 40, lock = true }
[vars.zones.guarded]
prefix = "/guarded/"
source = "https://g.example.com/"
mandatory = ["cut"]
presets.cut = { crop = "10,10,0,0" }
`
    const cwd = await makeProject({ 'wrangler.toml': toml })
    const faultsOf = async (target: string) =>
      (await runCommand(sign, [`https://img.example.com${target}`], { cwd, env: { SIGNING_KEYS } })).err
    expect(await faultsOf('/shop/a.jpg?widht=4')).toEqual([FIRST, REFUSED])
    expect(await faultsOf('/a.jpg?widht=4&height=0')).toEqual([
      'the server will answer 404, no zone has a prefix of this path',
      FIRST,
      HEIGHT,
      REFUSED,
    ])
    expect(await faultsOf('/shop/a.jpg?preset=card&width=9&quality=0')).toEqual([
      'the server will answer 400, quality must be a whole number from 1 to 100, got 0',
      expect.stringMatching(/400, width .*preset card/),
      REFUSED,
    ])
    expect(await faultsOf('/guarded/a.jpg?trim=9&crop=5,5&original=1&width=0')).toEqual(
      [
        'width must be a whole number from 1 to 10000, got 0',
        'original cannot be combined with trim',
        'original cannot be combined with crop',
        'trim is locked by the preset cut',
        'crop is locked by the preset cut',
        'original: a zone with mandatory presets serves no originals',
      ]
        .map((fault) => `the server will answer 400, ${fault}`)
        .concat(REFUSED),
    )
    expect(await faultsOf('/guarded/a.jpg?original=1&quality=101')).toEqual([
      'the server will answer 400, quality must be a whole number from 1 to 100, got 101',
      'the server will answer 400, original: a zone with mandatory presets serves no originals',
      REFUSED,
    ])
    expect(await faultsOf('.org/a.jpg?flip=2')).toEqual([
      expect.stringMatching(/403, img\.example\.com\.org is not listed/),
      'the server will answer 404, no zone has a prefix of this path',
      'the server will answer 400, flip must be 0 or 1, got 2',
      REFUSED,
    ])
  })
})

describe('sign', () => {
  const EXPIRED = /^the server will answer 410, expired at/

  test.each<[string[], RegExp]>([
    [['/a.jpg?width=9', '--expiry', '2020-01-01'], EXPIRED],
    [['/a.jpg?width=9', '--expiry', '1600000000'], EXPIRED],
    [['/a.jpg?width=9&expire=1600000000'], EXPIRED],
    [
      ['/a.jpg?width=9&expire=10m'],
      /^expires: not valid: expire=10m is no Unix time; leave it out of the URL, and write --expiry 10m$/,
    ],
  ])('refuses the expiry of %j', async (args, line) => {
    const { code, err } = await run(...args)
    expect({ code, err }).toEqual({ code: 1, err: expect.arrayContaining([expect.stringMatching(line)]) })
    expect(err).not.toContain('expires: never')
  })

  test('warns of no URL that starts later', async () => {
    const { err } = await run('/a.jpg?width=9', '--start', '1800000000')
    expect(err.filter((line) => line.startsWith('warning'))).toEqual([])
  })

  test.each([
    [['/a.jpg?width=9'], 'sign', true],
    [['/a.jpg?width=9', '--expiry', '10m'], 'sign', false],
    [['/a.jpg?width=9'], 'npx', false],
  ])('warns of %j that flags may be lost, if npm runs the script %s: %s', async (args, script, isNoted) => {
    const env = { SIGNING_KEYS, npm_lifecycle_event: script }
    const { err } = await runCommand(sign, args, { env })
    const note = 'note: npm run drops flags that stand before --: type npx --no signet sign URL --expiry WHEN'
    expect(err.includes(note)).toBe(isNoted)
  })

  test.each([
    [['/a.jpg?width=9'], true],
    [['/a.jpg?width=9', '--base', 'http://127.0.0.1:8787'], false],
    [['http://127.0.0.1:8787/a.jpg?width=9'], false],
  ])('notes for %j that no server runs: %s', async (args, isNoted) => {
    expect((await run(...args)).err.includes(NO_SERVER)).toBe(isNoted)
  })
})

describe('sign refuses', () => {
  const HELP = '\nnpx --no signet sign --help lists its arguments'

  test.each<[string[], string]>([
    [[], `missing required argument 'URL'${HELP}`],
    [['/a.jpg', '/b.jpg'], `too many arguments. Expected 1 argument but got 2.${HELP}`],
    [['a.jpg'], 'the path must start with /, got a.jpg'],
    [['https://img.example.com'], 'https://img.example.com has no path'],
    [['http://img.example.com/a.jpg'], 'baseUrl must use https; http is for localhost only'],
    [
      ['https://img.example.com/a.jpg', '--base', 'https://cdn.example.com'],
      'the URL is not below --base https://cdn.example.com',
    ],
    [['/a//b.jpg'], 'the path has an empty segment'],
    [['/a/../b.jpg'], 'the path has a dot segment'],
    [['/a%2Fb.jpg'], 'the path must not have %2F'],
    [['/a b//c.jpg'], 'the path has an empty segment'],
    [['/a.jpg?width=1&width=2'], 'the query has width more than once'],
    [['/a.jpg?oltext=a\nb'], 'a line break in a text must be written as two characters, \\n'],
    [['/a.jpg?'], 'the query must be name=value pairs between single &, got ""'],
    [['/a.jpg?expire=1&width=1', '--expiry', '4000000001'], 'expire: the query already has it'],
    [['/a.jpg?token=abc'], 'the URL is already signed'],
    [
      ['/a.jpg', '--expiry', 'soon'],
      '--expiry must be Unix time, a duration from now such as 10m, 24h or 7d, or a date in UTC such as 2026-12-24, got soon',
    ],
    [
      ['/a.jpg', '--start', 'now'],
      '--start must be Unix time, a duration from now such as 10m, 24h or 7d, or a date in UTC such as 2026-12-24, got now',
    ],
    [
      ['/a.jpg', '--start', '600'],
      "a time is Unix time in seconds, and 600 lies in 1970 or before; for a duration write '600s'",
    ],
    [
      ['/a.jpg', '--ip', '1.2.3'],
      'ip must be an IPv4 or IPv6 address, or a network such as 203.0.113.0/24, got 1.2.3',
    ],
    [['/a.jpg', '--kid', 'k9'], 'kid must be one of k2, k1, got k9'],
    [['/a.jpg', '--kid', '__proto__'], 'kid must be one of k2, k1, got __proto__'],
    [['/a.jpg', '--kid', 'a.b'], 'kid must be a key id of up to 32 letters, digits, _ and -, got a.b'],
    [['/a.jpg', '--scheme', 'md5'], '--scheme must be one of hmac, keycdn-image, keycdn-access, got md5'],
    [
      ['/a.jpg', '--scheme', 'constructor'],
      '--scheme must be one of hmac, keycdn-image, keycdn-access, got constructor',
    ],
    [
      ['/a.jpg', '--signing-key', 'short'],
      'SIGNING_KEYS of the command line: expected id:base64url between commas',
    ],
    [['/a.jpg', '--base', 'http://img.example.com'], 'baseUrl must use https; http is for localhost only'],
    [
      ['/a.jpgwidth=400', '--scheme', 'keycdn-image'],
      'keycdn-image tokens cannot cover a path with =, got /a.jpgwidth=400',
    ],
    [
      ['/a.jpg', '--scheme', 'keycdn-image', '--expiry', '10m'],
      'expire: keycdn-image tokens cannot cover it; sign with hmac instead',
    ],
    [
      ['/a.jpg', '--scheme', 'keycdn-access', '--expiry', '10m', '--ip', '::1'],
      'ip: keycdn-access tokens cannot cover it; sign with hmac instead',
    ],
    [['/a.jpg', '--scheme', 'keycdn-access'], 'expire: keycdn-access tokens need it'],
    [
      ['/a.jpg?width=1', '--scheme', 'keycdn-access', '--expiry', '10m'],
      'width=1: keycdn-access tokens cannot cover it; sign with hmac instead',
    ],
  ])('%j', async (args, message) => {
    expect(await run(...args)).toEqual({ code: 1, out: [], err: [message] })
  })

  test('signing without a key', async () => {
    expect(await runCommand(sign, ['/a.jpg'])).toEqual({
      code: 1,
      out: [],
      err: ['no key found: pass --signing-key, or set SIGNING_KEYS in the environment or in .dev.vars'],
    })
  })

  test('unknown flags, and prints its usage', async () => {
    const { code, out, err } = await run('/a.jpg', '--expiries', '10m')
    expect({ code, out }).toEqual({ code: 1, out: [] })
    expect(err).toEqual([`unknown option '--expiries'; did you mean --expiry?${HELP}`])
  })

  test.each([
    [['/a.jpg', '--expire', '10m'], '--expire', "sign '/a.jpg' --expiry WHEN"],
    [['/a.jpg', '--expires=10m'], '--expires', "sign '/a.jpg' --expiry WHEN"],
    [['/a.jpg', '--key', KEY], '--key', "sign '/a.jpg' --signing-key KEY"],
  ])('flags of earlier versions: %j', async (args, flag, line) => {
    const message = `sign has no ${flag}; nothing was changed. Type:\n  npx --no signet ${line}`
    expect(await run(...args)).toEqual({ code: 1, out: [], err: [message] })
  })
})

describe('sign re-encodes unencoded input and says so', () => {
  test.each([
    ['/été photo.jpg?width=1', '/%C3%A9t%C3%A9%20photo.jpg?width=1'],
    ['/a%20b c.jpg', '/a%20b%20c.jpg'],
    ['/100% sure.jpg', '/100%25%20sure.jpg'],
    ['/%c3%a9%41.jpg', '/%C3%A9A.jpg'],
    ['/a.jpg?download=l’été.jpg', '/a.jpg?download=l%E2%80%99%C3%A9t%C3%A9.jpg'],
    ["/a.jpg?download='%2f", '/a.jpg?download=%27%2F'],
  ])('%s', async (typed, spelling) => {
    const { code, out, err } = await run(typed, '--force')
    expect(code).toBe(0)
    expect(err[0]).toBe(`note: signed in the canonical spelling: ${spelling}`)
    expect((await run(spelling, '--force')).out).toEqual(out)
    expect((await run(spelling, '--force')).err).toEqual(err.slice(1))
  })
})

describe('a full URL', () => {
  test('keeps its origin', async () => {
    const { code, out, err } = await run('https://img.example.com/a.jpg?width=9')
    const url = expectedUrl('/a.jpg', 'width=9').replace(LOCAL, 'https://img.example.com')
    expect({ code, out, err }).toEqual({ code: 0, out: [url], err: ['expires: never', 'key: k2'] })
  })

  test('may have the same origin as --base', async () => {
    const { out } = await run('http://localhost:9100/a.jpg', '--base', 'http://localhost:9100/')
    expect(out).toEqual([expectedUrl('/a.jpg', '').replace(LOCAL, 'http://localhost:9100')])
  })
})

describe('an exported key that differs from .dev.vars', () => {
  test.each([
    ['/a.jpg', OLDER, 'used .dev.vars, as the local server does'],
    ['http://localhost:9100/a.jpg', OLDER, 'used .dev.vars, as the local server does'],
    ['https://img.example.com/a.jpg', KEY, 'used the environment'],
  ])('is used or ignored for %s, with a note', async (target, key, used) => {
    const cwd = await makeProject({ '.dev.vars': `SIGNING_KEYS="k1:${OLDER}"` })
    const given = { cwd, env: { SIGNING_KEYS } }
    const { out, err } = await runCommand(sign, [target], given)
    const note = `note: SIGNING_KEYS of the environment and .dev.vars differ; ${used}`
    expect(err[0]).toBe(note)
    expect(out).toEqual([expect.stringContaining(expectedUrl('/a.jpg', '', key).replace(LOCAL, ''))])
    const verified = await runCommand(verify, out, given)
    expect({ code: verified.code, err: verified.err }).toEqual({ code: 0, err: [note] })
  })
})

describe('candidates', () => {
  test('are signed by --widths, with the largest as the width', async () => {
    const { out } = await run('/a.jpg?format=auto', '--widths', '320,640')
    expect(out).toEqual([expectedUrl('/a.jpg', 'format=auto&width=640&widths=320,640')])
  })

  test('hide no fault of the other parameters, and --force signs these, too', async () => {
    const { code, err } = await run('/a.jpg?foo=1&height=0&width=9', '--widths', '320,640')
    expect(code).toBe(1)
    expect(err).toEqual([
      expect.stringMatching(/400, unknown parameter foo/),
      expect.stringMatching(/400, height must be a whole number .*, got 0$/),
      REFUSED,
    ])
    expect((await run('/a.jpg?foo=1', '--widths', '320,640', '--force')).out).toHaveLength(1)
  })

  test('keep a given width with --widths', async () => {
    const { out } = await run('/a.jpg?width=500&height=100', '--widths', '320,640', '--expiry', '1800000000')
    expect(out).toEqual([expectedUrl('/a.jpg', 'width=500&height=100&widths=320,640&expire=1800000000')])
  })

  test('are printed by --srcset with their descriptors', async () => {
    const url = expectedUrl('/a.jpg', 'width=640&widths=320,640')
    const { out, err } = await run('/a.jpg', '--widths', '320,640', '--srcset')
    expect({ out, err }).toEqual({ out: [`${url}&w=320 320w, ${url}&w=640 640w`], err: NEVER_K2 })
    expect((await run('/a.jpg?width=640&widths=320,640', '--srcset')).out).toEqual(out)
  })

  test('are printed by --srcset as ratios', async () => {
    const url = expectedUrl('/a.jpg', 'width=120&dprs=1,2')
    const { out } = await run('/a.jpg?width=120', '--dprs', '1,2', '--srcset')
    expect(out).toEqual([`${url}&dpr=1 1x, ${url}&dpr=2 2x`])
  })

  test.each<[string[], RegExp]>([
    [['/a.jpg', '--srcset'], /^--srcset needs --widths or --dprs$/],
    [['/a.jpg', '--widths', '320,x'], /^widths must be up to 32 different values/],
    [['/a.jpg', '--dprs', '1,2'], /^--dprs needs width or height$/],
    [['/a.jpg?height=9', '--widths', '320'], /^height needs width/],
    [['/a.jpg?widths=9', '--widths', '320'], /^widths: the query already has it; remove it/],
    [['/a.jpg?width=9', '--widths', '9', '--dprs', '1'], /^--widths and --dprs cannot be combined/],
  ])('are refused for %j', async (args, message) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 1, out: [] })
    expect(err).toEqual([expect.stringMatching(message)])
  })
})

test('sign needs no secret of a source', async () => {
  const toml = `[vars.zones.shop]
prefix = "/"
source = "s3:https://store.example.com/photos/"
credentials = { secret = "STORE", region = "auto" }`
  const cwd = await makeProject({ 'wrangler.toml': toml })
  const { code, out, err } = await runCommand(sign, ['/a.jpg?width=9'], { cwd, env: { SIGNING_KEYS } })
  expect({ code, out, err }).toEqual({ code: 0, out: [expectedUrl('/a.jpg', 'width=9')], err: NEVER_K2 })
})

describe('--encrypt', () => {
  const { decoded, path } = pathVectors.encrypt.find(({ prefix }) => prefix === '/vault/') ?? {
    decoded: '',
    path: '',
  }
  const toml = (encrypted: boolean) =>
    `[[r2_buckets]]\nbinding = "IMAGES"\n[vars.zones.vault]\nprefix = "/vault/"\nsource = "r2:IMAGES"\nencrypted = ${encrypted}`
  const PATH_KEYS = `k2026:${pathVectors.keys.k2026}`
  const runIn = async (files: Record<string, string>, env: Record<string, string> = {}) =>
    runCommand(sign, [`${decoded}?width=9`, '--encrypt'], {
      cwd: await makeProject(files),
      env: { SIGNING_KEYS, ...env },
    })

  test('hides the path', async () => {
    expect(await runIn({ 'wrangler.toml': toml(true) }, { PATH_KEYS })).toEqual({
      code: 0,
      out: [expectedUrl(path, 'width=9')],
      err: NEVER_K2,
    })
  })

  test('uses the key of .dev.vars', async () => {
    const files = { 'wrangler.toml': toml(true), '.dev.vars': `PATH_KEYS=${PATH_KEYS}\n` }
    expect((await runIn(files)).out).toEqual([expectedUrl(path, 'width=9')])
  })

  test('requires a key', async () => {
    const { code, err } = await runIn({ 'wrangler.toml': toml(true) })
    expect([code, err.join()]).toEqual([1, expect.stringContaining('set PATH_KEYS in the environment')])
    expect(err.join()).not.toContain('--signing-key')
  })

  test('requires a zone that hides paths', async () => {
    const { code, err } = await runIn({ 'wrangler.toml': toml(false) }, { PATH_KEYS })
    expect([code, err.join()]).toEqual([
      1,
      expect.stringContaining('no zone of wrangler.toml with encrypted = true'),
    ])
  })
})

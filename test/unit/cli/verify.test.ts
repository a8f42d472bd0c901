import { describe, expect, test } from 'vitest'
import { sign } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { NOW, runCommand } from '../../support/project/command.ts'
import hmacVectors from '../../vectors/hmac.json' with { type: 'json' }
import keycdnVectors from '../../vectors/keycdn.json' with { type: 'json' }

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const OLDER = 'Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA'
const env = { SIGNING_KEYS: `k2:${KEY},k1:${OLDER}`, KEYCDN_SECRET: 'a secret of KeyCDN' }

function run(...args: string[]) {
  return runCommand(verify, args, { env })
}

/** Signs a URL, even if the server would refuse it. */
async function signed(...args: string[]): Promise<string> {
  const { out } = await runCommand(sign, [...args, '--force'], { env })
  return out[0] ?? ''
}

function findingsByRule(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, mark = '', rule = '', text = ''] = /^(\S*) +(\S+) +(.*)$/.exec(line) ?? []
      return [rule, `${mark} ${text}`]
    }),
  )
}

test('verify prints one line for each rule, in the order of the server', async () => {
  const url = await signed('/a.jpg?width=400&format=webp', '--expiry', '10m', '--ip', '10.0.0.0/8')
  expect(await run(url, '--address', '10.1.2.3')).toEqual({
    code: 0,
    err: [],
    out: [
      'ok    url      canonical',
      'note  host     not checked: there is no wrangler.toml here',
      'note  zone     not checked: there is no wrangler.toml here',
      'ok    token    hmac, made with key k2',
      'ok    expire   until 2023-11-14T22:23:20.000Z (1700000600)',
      'ok    start    at once',
      'ok    address  within 10.0.0.0/8',
      'ok    options  width=400&format=webp',
      'note  policy   not checked: there is no wrangler.toml here',
      `      signed   ${JSON.stringify(url.replace(/^[^/]+..[^/]+(.*)\?(.*)&token=.*$/, 'signet-v1\n$1\n$2'))}`,
    ],
  })
})

describe('verify accepts', () => {
  test.each([
    [
      ['/a.jpg'],
      { token: 'ok hmac, made with key k2', expire: 'ok never', options: 'ok none: the original' },
    ],
    [['/a.jpg', '--kid', 'k1'], { token: 'ok hmac, made with key k1' }],
    [['/a.jpg', '--signing-key', `k1:${OLDER}`], { token: 'ok hmac, made with key k1' }],
    [['/a.jpg?flip=0'], { options: 'ok the defaults' }],
    [['/a.jpg', '--start', `${NOW}`], { start: `ok since 2023-11-14T22:13:20.000Z (${NOW})` }],
    [['/a.jpg', '--ip', '::1'], { address: 'note not checked: ::1 only; pass --address' }],
    [['/a.jpg?width=9', '--scheme', 'keycdn-image'], { token: 'ok keycdn-image, made with KEYCDN_SECRET' }],
    [
      ['/a.jpg', '--scheme', 'keycdn-access', '--expiry', `${NOW}`],
      {
        token: 'ok keycdn-access, made with KEYCDN_SECRET',
        expire: `ok until 2023-11-14T22:13:20.000Z (${NOW})`,
      },
    ],
  ])('%j', async (args, found) => {
    const { code, out } = await run(await signed(...args))
    expect(code).toBe(0)
    expect(findingsByRule(out)).toMatchObject(found)
  })

  test.each(hmacVectors.sign)('the vector: $about', async ({ url, ...row }) => {
    const keys = Object.entries(hmacVectors.keys).map(([id, key]) => `${id}:${key}`)
    const address = 'address' in row && row.address ? ['--address', row.address] : []
    const { code, out } = await run(
      url,
      '--signing-key',
      keys.join(','),
      '--now',
      `${hmacVectors.now}`,
      ...address,
    )
    expect(code).toBe(0)
    expect(out.filter((line) => /^(?:FAIL|note)/.test(line) && !line.includes('wrangler.toml'))).toEqual([])
  })

  test.each(keycdnVectors.image)(
    'the vector: keycdn-image $path?$query',
    async ({ secret, path, query, token }) => {
      const url = `https://img.example.com${path}?${query && `${query}&`}token=${token}`
      expect((await run(url, '--signing-key', secret)).code).toBe(0)
      expect((await run(url, '--signing-key', `${secret}x`)).code).toBe(1)
    },
  )

  test('a bare key, whatever id the URL names', async () => {
    const url = await signed('/a.jpg', '--signing-key', OLDER, '--kid', 'k9')
    expect(findingsByRule((await run(url, '--signing-key', OLDER)).out)['token']).toBe(
      'ok hmac, made with key k9',
    )
  })
})

describe('verify rejects', () => {
  const UNCHECKED = { expire: 'note not checked', options: 'note not checked' }
  const good = '/a.jpg?width=400'

  test.each<[string, (url: string) => string, string[], Record<string, string>]>([
    [
      'a broken form',
      (url) => url.replace('/a', '//a'),
      [],
      {
        url: 'FAIL the server answers 400: the path has an empty segment',
        token: 'note not checked',
        mend: ' Correct it: docs/token.md describes the canonical form.',
        ...UNCHECKED,
      },
    ],
    ['no URL', () => 'a.jpg', [], { url: 'FAIL the server answers 400: the URL has no path', ...UNCHECKED }],
    [
      'a needless encoding',
      (url) => url.replace('/a', '/%61').replace('width', 'wi%64th'),
      [],
      {
        url: 'FAIL the server answers 400: the path has "%61" at 1: write a instead',
        mend: ' Sign and request the canonical spelling: http://127.0.0.1:8787/a.jpg?width=400',
        ...UNCHECKED,
      },
    ],
    [
      'no token',
      (url) => url.replace(/&token=.*/, ''),
      [],
      {
        url: 'ok canonical',
        token: 'FAIL the server answers 403: the URL has no token',
        mend: ` Sign it: npx --no signet sign 'http://127.0.0.1:8787/a.jpg?width=400'`,
        ...UNCHECKED,
      },
    ],
    [
      'a wrong token',
      (url) => url.replace('400', '401'),
      [],
      {
        token: 'FAIL the server answers 403: the hmac token does not match',
        mend: expect.stringMatching(/^ Compare the canonical string .*\?width=401'$/),
        ...UNCHECKED,
      },
    ],
    [
      'a cut token',
      (url) => url.replace(/token=(.{22}).*/, 'token=$1'),
      [],
      { token: 'FAIL the server answers 403: the keycdn-image token does not match' },
    ],
    [
      'an unsigned parameter',
      (url) => `${url}&w=5`,
      [],
      { token: 'FAIL the server answers 403: w=5 follows the token and no signed list allows it' },
    ],
    [
      'another key',
      (url) => url,
      ['--signing-key', `k2:${OLDER}`],
      { token: 'FAIL the server answers 403: the hmac token does not match' },
    ],
  ])('%s', async (_, change, flags, found) => {
    const { code, out } = await run(change(await signed(good)), ...flags)
    expect(code).toBe(1)
    expect(findingsByRule(out)).toMatchObject(found)
    expect(out.filter((line) => !line.startsWith(' '))).toHaveLength(9)
    expect(out.filter((line) => line.startsWith('      mend     '))).toEqual([out.at(-1)])
  })

  test.each([
    [
      ['--expiry', '1m'],
      ['--now', `${NOW + 61}`],
      {
        expire: `FAIL the server answers 410: expired at ${NOW + 60}`,
        options: 'ok width=400',
        // The command would refuse a second expiry.
        mend: expect.stringMatching(/^ Sign it anew: (?!.*expire=).* --expiry 24h$/),
      },
    ],
    [['--start', `${NOW + 1}`], [], { start: `FAIL the server answers 403: not valid before ${NOW + 1}` }],
    [
      ['--ip', '10.0.0.0/8'],
      ['--address', '11.0.0.1'],
      { address: 'FAIL the server answers 403: the client is outside the signed network' },
    ],
  ])('the claim %j with %j', async (claims, flags, found) => {
    const { code, out } = await run(await signed(good, ...claims), ...flags)
    expect(code).toBe(1)
    expect(findingsByRule(out)).toMatchObject({ token: 'ok hmac, made with key k2', ...found })
  })
})

test('verify says how to mend the first of two faults', async () => {
  const url = await signed('/a.jpg?widht=4', '--expiry', '1m')
  const { code, out } = await run(url, '--now', `${NOW + 61}`)
  expect(code).toBe(1)
  expect(out.filter((line) => line.startsWith('FAIL')).map((line) => line.slice(6, 13))).toEqual([
    'expire ',
    'options',
  ])
  expect(out.filter((line) => line.includes('  mend  '))).toEqual([
    expect.stringMatching(/^ {6}mend {5}Sign it anew: /),
  ])
})

describe('verify refuses', () => {
  const HELP = '\nnpx --no signet verify --help lists its arguments'

  test.each<[string[], string]>([
    [[], `missing required argument 'URL'${HELP}`],
    [['https://h/a', 'https://h/b'], `too many arguments. Expected 1 argument but got 2.${HELP}`],
    [['/a.jpg?token=abc'], 'pass the whole URL, with https:// and the host, got /a.jpg?token=abc'],
    [['https://h/a', '--adress', '::1'], `unknown option '--adress'; did you mean --address?${HELP}`],
    [['https://h/a', '--address', 'localhost'], '--address must be an IPv4 or IPv6 address, got localhost'],
    [['https://h/a', '--now', 'today'], '--now must be Unix time in seconds, got today'],
    [
      ['https://h/a?token=abc', '--signing-key', 'short'],
      'SIGNING_KEYS of the command line: expected id:base64url between commas',
    ],
  ])('%j', async (args, message) => {
    expect(await run(...args)).toEqual({ code: 1, out: [], err: [message] })
  })

  test('verifying without a key, and names the key', async () => {
    const url = `https://h/a?token=${'A'.repeat(22)}`
    expect(await runCommand(verify, [url])).toEqual({
      code: 1,
      out: [],
      err: ['no key found: pass --signing-key, or set KEYCDN_SECRET in the environment or in .dev.vars'],
    })
  })
})

import { describe, expect, test } from 'vitest'
import { migrate } from '../../../../cli/migrate/migrate.ts'
import { TABLES } from '../../../../cli/migrate/tables.ts'
import { forgetServer, recordServer } from '../../../../cli/running-server.ts'
import { verify } from '../../../../cli/verify.ts'
import { listen } from '../../../support/process/listen.ts'
import { runCommand } from '../../../support/project/command.ts'
import { placeIn } from '../../../support/project/place.ts'
import { makeProject } from '../../../support/project/project.ts'

const SIGNING_KEYS = 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

const run = (...args: string[]) => runCommand(migrate, args, { env: { SIGNING_KEYS } })

describe('migrate translates', () => {
  test.each([
    [
      'https://i.example.com/oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png',
      '/images/curiosity.jpg?crop=smart&width=300&height=400&enlarge=0&format=png',
    ],
    [
      'https://i.example.com/insecure/rs:fit:300:0/plain/https://example.com/a%20b.jpg@webp',
      '/a%20b.jpg?width=300&enlarge=0&format=webp',
    ],
    [
      'http://t.example/unsafe/300x200/smart/https://example.com/a.jpg',
      '/a.jpg?crop=smart&width=300&height=200',
    ],
    ['http://t.example/unsafe/9x0/https%3A%2F%2Fexample.com%2Fb%2Fa.jpg', '/b/a.jpg?width=9'],
    ['https://x.imgix.net/a.jpg?w=400&h=300&fit=crop', '/a.jpg?width=400&height=300'],
    ['https://img.example.com/a.jpg?w=400&s=c7b86f666a832434dd38577e38cf86d1', '/a.jpg?width=400'],
    ['https://x.imgix.net/https%3A%2F%2Fh.example.com%2Fa.jpg?w=9', '/a.jpg?width=9'],
    [
      'https://example.com/cdn-cgi/image/width=80,quality=75/uploads/avatar.jpg',
      '/uploads/avatar.jpg?width=80&enlarge=0&quality=75',
    ],
    [
      '/cdn-cgi/image/w=80,h=60,fit=cover,g=0.5x0.2,f=auto/https://h.example.com/a.jpg',
      '/a.jpg?crop=fp,0.5,0.2&width=80&height=60&format=auto',
    ],
    ['/cdn-cgi/image/w=8,anim=true/a.jpg', '/a.jpg?width=8&enlarge=0&animate=1'],
    ['/cdn-cgi/image/w=8/a.gif', '/a.gif?width=8&enlarge=0&animate=1'],
    ['/cdn-cgi/image/w=8,f=auto/https://h/A.WEBP?v=2', '/A.WEBP?width=8&enlarge=0&format=auto&animate=1'],
    ['/cdn-cgi/image/w=8,anim=false/a.gif', '/a.gif?width=8&enlarge=0&animate=0'],
    ['/cdn-cgi/image/w=8,anim=true,f=avif/a.gif', '/a.gif?width=8&enlarge=0&format=avif'],
    ['/cdn-cgi/image/w=80,h=60,rotate=90/a.jpg', '/a.jpg?width=60&height=80&fit=inside&enlarge=0&rotate=90'],
    [
      '/cdn-cgi/image/fit=pad,w=8,h=6,background=%23ff0000/a.jpg',
      '/a.jpg?width=8&height=6&fit=contain&bg=ff0000',
    ],
    ['https://x.b-cdn.net/a.jpg?width=500&aspect_ratio=16:9', '/a.jpg?width=500&height=281&enlarge=0'],
    [
      'https://x.b-cdn.net/a.jpg?width=50&height=40&class=card',
      '/a.jpg?width=50&height=40&fit=inside&enlarge=0&preset=card',
    ],
    ['https://x.b-cdn.net/a.jpg?crop=30,20,1,2&flip=true', '/a.jpg?crop=30,20,1,2&flip=1'],
    ['https://x.kxcdn.com/a.jpg?width=9&crop=smart&height=8&token=x', '/a.jpg?crop=smart&width=9&height=8'],
    [
      'https://cdn.example.com/a.jpg?token=AAAAAAAAAAAAAAAAAAAAAA&expire=2000000000',
      '/a.jpg?expire=2000000000',
    ],
  ])('%s', async (url, target) => {
    const { code, out, err } = await run(url)
    const notes = err.filter((line) => !/^note: (?:assumes source https:|no zone accepts )/.test(line))
    expect({ code, out, notes }).toEqual({ code: 0, out: [target], notes: [] })
  })
})

test('migrate lists parameters without a counterpart below the URL and does not sign it', async () => {
  const url = 'https://x.imgix.net/a.jpg?w=400&txt=Hi&rot=9'
  const expected = {
    code: 1,
    out: [
      '/a.jpg?width=400',
      '  the imgix option txt has no counterpart: use `oltext`, preferably in a preset',
      '  the imgix option rot has no counterpart: rotates by another rule; use `rotate`',
    ],
    err: [],
  }
  expect(await run(url)).toEqual(expected)
  expect(await run(url, '--sign')).toEqual(expected)
})

test('migrate continues after a URL that cannot be read', async () => {
  const { code, out } = await run('/insecure/w:9/enc/AAAA', '/cdn-cgi/image/w=9/a.jpg')
  expect({ code, out }).toEqual({
    code: 1,
    out: [
      '/insecure/w:9/enc/AAAA',
      '  an imgproxy source must be base64url, not plain and not encrypted',
      '/a.jpg?width=9&enlarge=0',
    ],
  })
})

test.each([
  [['https://x.kxcdn.com/a.jpg?crop=smart'], '  crop needs width and height if it is smart or a focus point'],
  [['https://x.kxcdn.com/a.jpg?nonsense=1'], '  unknown KeyCDN option nonsense'],
  [['https://x.kxcdn.com/b/../a.jpg'], '  the path has a dot segment'],
  [
    ['https://x.b-cdn.net/a.jpg?crop=9,9&crop_gravity=north'],
    '  the Bunny option crop_gravity has no counterpart for a side',
  ],
  [
    ['/cdn-cgi/image/w=9/https://h.example.com/c/a.jpg', '--source', 'https://h.example.com/b/'],
    "  the source must lie in the zone's own source",
  ],
])('migrate reports for %j the problem %s', async (args, problem) => {
  const { code, out } = await run(...args)
  expect({ code, problem: out.at(-1) }).toEqual({ code: 1, problem })
})

test('migrate names the signing key if there are more than four', async () => {
  const [, key = ''] = SIGNING_KEYS.split(':')
  const keys = ['k5', 'k4', 'k3', 'k2', 'k1'].map((id) => `${id}:${key}`).join()
  const { out } = await runCommand(migrate, ['--sign', '/cdn-cgi/image/w=9/a.jpg'], {
    env: { SIGNING_KEYS: keys },
  })
  expect(out[0]).toMatch(/\/a\.jpg\?width=9&enlarge=0&kid=k5&token=[\w-]{43}$/)
})

test('migrate signs', async () => {
  const { code, out } = await run('--sign', '--base', 'https://img.example.com', '/cdn-cgi/image/w=9/a.jpg')
  expect(code).toBe(0)
  expect(out).toEqual([
    expect.stringMatching(/^https:\/\/img\.example\.com\/a\.jpg\?width=9&enlarge=0&token=[\w-]{43}$/),
  ])
})

test('migrate signs no URL whose path no zone has', async () => {
  const cwd = await makeProject({
    'wrangler.toml': '[vars.zones.a]\nprefix = "/img/"\nsource = "https://h.example.com/"\n',
  })
  const given = { cwd, env: { SIGNING_KEYS } }
  const args = ['--sign', '--base', 'https://img.example.com', '/cdn-cgi/image/w=9/a.jpg']
  const refused = await runCommand(migrate, args, given)
  expect(refused).toMatchObject({
    code: 1,
    out: [expect.anything(), expect.stringContaining('--zone-prefix')],
  })
  const { code, out } = await runCommand(migrate, [...args, '--zone-prefix', '/img/'], given)
  expect({ code, out }).toEqual({ code: 0, out: [expect.stringContaining('.com/img/a.jpg?')] })
})

test('migrate signs for the running server, with the key that its zone takes', async () => {
  const [, key = ''] = SIGNING_KEYS.split(':')
  const cwd = await makeProject({
    '.dev.vars': `SIGNING_KEYS="k2:${key},k1:${key.replace('AAEC', 'AAED')}"\n`,
    'wrangler.toml':
      '[vars.zones.images]\nprefix = "/"\nsource = "https://h.example.com/"\n[vars.keys.k2]\nzones = ["other"]\n[vars.zones.other]\nprefix = "/other/"\nsource = "https://h.example.com/other/"\n',
  })
  const port = await listen()
  await recordServer(placeIn(cwd), { port })
  const { code, out } = await runCommand(migrate, ['--sign', '/cdn-cgi/image/w=9/a.jpg'], { cwd })
  expect({ code, out }).toEqual({
    code: 0,
    out: [
      expect.stringMatching(`^http://127\\.0\\.0\\.1:${port}/a\\.jpg\\?width=9&enlarge=0&token=[\\w-]{43}$`),
    ],
  })
  const verified = await runCommand(verify, [out[0] ?? ''], { cwd })
  expect(verified.out).toContain('ok    token    hmac, made with key k1')
  await forgetServer(placeIn(cwd), port)
})

test('migrate uses the source and the prefix of the zone', async () => {
  const url = '/cdn-cgi/image/w=9/https://h.example.com/b/a.jpg'
  expect((await run(url, '--source', 'https://h.example.com/b/', '--zone-prefix', '/shop/')).out).toEqual([
    '/shop/a.jpg?width=9&enlarge=0',
  ])
})

const PLAIN = '/w:4/plain/https://h.example.com/a%20b.jpg@webp'

test.each([
  ['/cdn-cgi/image/w=9/https://h.example.com/b/a.jpg', '/b/a.jpg?width=9&enlarge=0'],
  [`/insecure${PLAIN}`, '/a%20b.jpg?width=4&enlarge=0&format=webp'],
  // The signature that thumbor uses, too.
  [`/unsafe${PLAIN}`, '/a%20b.jpg?width=4&enlarge=0&format=webp'],
  [
    `/insecure/w:4/${Buffer.from('https://h.example.com/a.jpg').toString('base64url')}.webp`,
    '/a.jpg?width=4&enlarge=0&format=webp',
  ],
  ['https://x.imgix.net/https%3A%2F%2Fh.example.com%2Fa.jpg?w=9', '/a.jpg?width=9'],
  ['/unsafe/9x9/https://h.example.com/a.jpg', '/a.jpg?width=9&height=9'],
])('migrate notes the host that it leaves out of %s, once', async (url, target) => {
  const { out, err } = await run(url, url)
  expect(out).toEqual([target, target])
  const others = (lines: readonly string[]) =>
    lines.filter((line) => !line.startsWith('note: no zone accepts'))
  expect(others(err)).toEqual([
    'note: assumes source https://h.example.com/: pass --source if the zone has another',
  ])
  const named = await run(url, '--source', 'https://h.example.com/')
  expect({ out: named.out, err: others(named.err) }).toEqual({ out: [target], err: [] })
})

test.each(['https://imagedelivery.net/abc/0a-1b/public', '/cdn-cgi/imagedelivery/abc/0a-1b/public'])(
  'migrate says how to move from Cloudflare Images: %s',
  async (url) => {
    for (const args of [[url], [url, '--from', 'cloudflare']]) {
      const { code, out } = await run(...args)
      expect([code, out]).toEqual([1, [url, expect.stringContaining('export the originals to a bucket')]])
    }
  },
)

test.each([
  [[], "missing required argument 'URL'"],
  [['ftp://h/a.jpg'], 'expected a URL or a path, got ftp://h/a.jpg'],
  [['/a.jpg'], 'no service is recognized in /a.jpg'],
  [['/a.jpg', '--from', 'nobody'], '--from must be one of'],
  [['/a.jpg', '--source', 'http://h/'], '--source must be https://host/path/'],
  [['/a.jpg', '--zone-prefix', 'a'], '--zone-prefix must start and end with /'],
])('migrate refuses %j', async (args, text) => {
  const { code, out, err } = await run(...args)
  expect(code).toBe(1)
  expect([...out, ...err].join('\n')).toContain(text)
})

test.each(Object.entries(TABLES))('no name occurs in two rows of %s', (_, rows) => {
  const names = rows.flatMap((row) => row.names)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

import sharp from 'sharp'
import { parse } from 'smol-toml'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { explain } from '../../../../cli/explain/explain.ts'
import { verify } from '../../../../cli/verify.ts'
import { handle } from '../../../../src/handler.ts'
import { createSigner } from '../../../../src/signing/sdk/index.ts'
import { createPathCipher } from '../../../../src/signing/sdk/path.ts'
import { FixedLength } from '../../../support/engine/fixed-length.ts'
import { runCommand } from '../../../support/project/command.ts'
import { makeProject } from '../../../support/project/project.ts'
import { FOREIGN_SECRETS, imgixUrl, imgproxyUrl, thumborUrl } from '../../../support/worker/foreign-urls.ts'

const keyOf = (id: string, by: number) =>
  `${id}:${Buffer.from(Uint8Array.from({ length: 32 }, (_, at) => (at * by + 3) % 256)).toString('base64url')}`

const SECRETS = {
  SIGNING_KEYS: `${keyOf('k1', 5)},${keyOf('k2', 11)}`,
  MARK_KEYS: `${keyOf('m2', 7)},${keyOf('m1', 13)}`,
  PATH_KEYS: keyOf('p1', 17),
  ...FOREIGN_SECRETS,
}

const WRANGLER = `
[[r2_buckets]]
binding = "IMAGES"

[vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
schemes = ["hmac", "imgproxy", "imgix", "thumbor"]
overlays = ["/brand/"]
presets.card = { width = 30, mark = "00000007" }
presets.stamp = { olurl = "/brand/stamp.png" }

[vars.zones.vault]
prefix = "/vault/"
source = "r2:IMAGES"
encrypted = true

[vars.zones.open]
prefix = "/open/"
source = "r2:IMAGES"
mode = "report"

[vars.keys.k2]
zones = ["images"]
preset = "stamp"
`

const BASE = 'https://img.example.com'
const LATER = 4_000_000_000
const { sign } = createSigner({ key: SECRETS.SIGNING_KEYS, baseUrl: BASE })
const bySecond = createSigner({ key: keyOf('k2', 11), baseUrl: BASE })
const hidden = createPathCipher({ key: SECRETS.PATH_KEYS, prefix: '/vault/' })

let picture: Buffer

beforeAll(async () => {
  picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()
})

/** Has the same picture under each name. */
const IMAGES = {
  head: async () => null,
  get: async () => ({
    body: new Blob([new Uint8Array(picture)]).stream(),
    size: picture.length,
    httpEtag: '"1"',
    httpMetadata: {},
  }),
}

/** Requests an image from the Worker. @returns the keys that it stores */
async function storedKeys(url: string, accept: string): Promise<readonly string[]> {
  const keys: string[] = []
  const put = async (key: string | Request) => void keys.push(typeof key === 'string' ? key : key.url)
  vi.stubGlobal('caches', { open: async () => ({ match: async () => undefined, put }) })
  vi.stubGlobal('FixedLengthStream', FixedLength)
  onTestFinished(() => void vi.unstubAllGlobals())
  const work: Promise<unknown>[] = []
  const ctx = {
    waitUntil: (each: Promise<unknown>) => void work.push(each),
    passThroughOnException() {},
    props: {},
  }
  const { vars } = parse(WRANGLER) as { vars: object }
  const request = new Request(url, { headers: { accept } })
  const response = await handle(request, { ...vars, ...SECRETS, IMAGES }, ctx as unknown as ExecutionContext)
  expect([response.status, response.headers.get('x-ip-error')]).toEqual([200, null])
  await response.arrayBuffer()
  await Promise.all(work)
  return keys
}

async function explainedKey(url: string, accept: string, env: object = SECRETS): Promise<string | undefined> {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  const { out } = await runCommand(explain, [url, '--accept', accept], {
    env: { ...env },
    cwd,
    now: () => Math.floor(Date.now() / 1000),
  })
  return out.find((line) => line.startsWith('cache key'))?.slice(11)
}

test.each<[string, () => string | Promise<string>]>([
  ['a width', () => sign('/a.png', { width: 20 })],
  ['the original', () => sign('/a.png', { original: true })],
  ['a mark', () => sign('/a.png', { width: 20, mark: '00000001' })],
  ['a mark of claims', () => sign('/a.png', { width: 20, mark: 'claims' }, { expire: LATER })],
  ['a preset that marks', () => sign('/a.png', { preset: 'card' })],
  ['a description beside a mark', () => sign('/a.png', { output: 'json', mark: '00000001' })],
  ['an overlay', () => sign('/a.png', { width: 20, olurl: '/brand/logo.png' })],
  ['a preset', () => sign('/a.png', { preset: 'stamp' })],
  ['a preset of the key', () => bySecond.sign('/a.png', { width: 20 })],
  ['a negotiated format', () => sign('/a.png', { width: 20, format: 'auto' })],
  ['an encrypted path', async () => sign(await hidden.encrypt('/vault/b.png'), { width: 20 })],
  ['report mode', () => `${BASE}/open/a.png?width=20`],
  ['report mode with a wrong token', () => `${BASE}/open/a.png?width=20&token=AAAA`],
  ['imgproxy', () => BASE + imgproxyUrl('/', 'rs:fill:20:10/', 'local:///a.png', '.png')],
  ['imgix', () => BASE + imgixUrl('/a.png', 'w=20&h=10&fit=crop&fm=png')],
  ['thumbor', () => BASE + thumborUrl('/', '20x10/filters:format(png)/a.png')],
])('the cache key of %s is the one that the Worker stores', async (_, urlOf) => {
  const url = await urlOf()
  const keys = await storedKeys(url, 'image/webp')
  expect(keys).toHaveLength(1)
  expect(await explainedKey(url, 'image/webp')).toBe(keys[0])
})

async function explained(url: string, env: object = SECRETS) {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  const { code, out } = await runCommand(explain, [url], { env: { ...env }, cwd })
  return { code, of: (label: string) => out.find((line) => line.startsWith(label))?.slice(11) }
}

test('the mark and the path behind an encrypted one have a line', async () => {
  const marked = await explained(await sign('/a.png', { width: 20, mark: '00000001' }))
  expect([marked.of('mark'), marked.of('options')]).toEqual(['00000001, by key m2', 'width=20&mark=00000001'])
  const claimed = await explained(await sign('/a.png', { mark: 'claims' }, { expire: LATER }))
  expect(claimed.of('mark')).toMatch(/^[0-9a-f]{16}, by key m2$/)
  const vault = await explained(await sign(await hidden.encrypt('/vault/b c.png'), { width: 20 }))
  expect(vault.of('path')).toBe('b c.png')
})

test('a path that no key here opens is not called missing', async () => {
  const { PATH_KEYS: _, ...others } = SECRETS
  const url = await sign(await hidden.encrypt('/vault/b.png'), { width: 20 })
  const { code, of } = await explained(url, others)
  expect({ code, plan: of('plan'), path: of('path') }).toEqual({
    code: 0,
    plan: 'none: the path is encrypted, and PATH_KEYS is not here',
    path: undefined,
  })
})

test('a mark that stands for no claims is refused, with the options', async () => {
  const { code, of } = await explained(await sign('/a.png', { width: 20, mark: 'claims' }))
  expect({ code, fail: of('FAIL') }).toEqual({
    code: 1,
    fail: 'options: the server answers 400: mark=claims needs at least one of kid, expire, ip and start',
  })
})

test('the URL of another service is checked with its secret', async () => {
  const url = BASE + imgixUrl('/a.png', 'w=20&h=10&fit=crop&fm=png')
  const known = await explained(url)
  expect({ code: known.code, key: known.of('key'), options: known.of('options') }).toEqual({
    code: 0,
    key: 'imgix, made with IMGIX_TOKEN',
    options: 'width=20&height=10&format=png',
  })
  const wrong = await explained(url.replace('w=20', 'w=21'))
  expect({ code: wrong.code, fail: wrong.of('FAIL'), mend: wrong.of('mend') }).toEqual({
    code: 1,
    fail: 'token: the server answers 403: the imgix signature does not match',
    mend: 'Compare the secret of imgix with the one that signed it, or sign what npx --no signet migrate prints.',
  })
})

test('without its secret, verify says so and refuses nothing', async () => {
  const { IMGIX_TOKEN: _, ...others } = SECRETS
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  const url = BASE + imgixUrl('/a.png', 'w=20')
  const { code, out } = await runCommand(verify, [url], { env: others, cwd })
  expect(code).toBe(0)
  expect(out).toContain('note  token    not checked: the secret of imgix is not here')
  expect(out).toContain('note  options  not checked')
})

test('the keys of a mark, of a preset and of a client differ from those without', async () => {
  const keys = await Promise.all(
    [
      [await sign('/a.png', { width: 20 }), ''],
      [await sign('/a.png', { width: 20, mark: '00000001' }), ''],
      [await sign('/a.png', { width: 20, format: 'auto' }), 'image/webp'],
      [await sign('/a.png', { width: 20, format: 'auto' }), 'image/avif'],
    ].map(([url = '', accept = '']) => explainedKey(url, accept)),
  )
  expect(new Set(keys).size).toBe(keys.length)
  expect(keys[1]).toContain('mark-key=m2')
})

test('the cache key of a mark is not known without its key', async () => {
  const { MARK_KEYS: _, ...others } = SECRETS
  const url = await sign('/a.png', { width: 20, mark: '00000001' })
  expect(await explainedKey(url, '', others)).toBe('not known: MARK_KEYS is not here')
})

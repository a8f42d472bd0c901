import { execFile } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { explain } from '../../../../cli/explain/explain.ts'
import { recordServer } from '../../../../cli/running-server.ts'
import { sign as signCommand } from '../../../../cli/sign.ts'
import { openPathHash } from '../../../../src/edge/log/path-hash.ts'
import { handle } from '../../../../src/handler.ts'
import { DEFAULT_MEMORY } from '../../../../src/memory/classes.ts'
import { hmac } from '../../../../src/signing/auth/hmac.ts'
import { createSigner } from '../../../../src/signing/sdk/index.ts'
import { NOW, runCommand } from '../../../support/project/command.ts'
import { placeIn } from '../../../support/project/place.ts'
import { makeProject } from '../../../support/project/project.ts'
import { imgixUrl } from '../../../support/worker/foreign-urls.ts'

const SIGNING_KEYS = 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const env = { SIGNING_KEYS }
const { sign } = createSigner({ key: SIGNING_KEYS, baseUrl: 'https://img.example.com' })

/** Returns the hash of a path, computed with the key above or with other keys. */
async function hashOf(path: string, keys = SIGNING_KEYS): Promise<string> {
  return (await openPathHash((await hmac.secret.open(() => keys)).hmac))(path)
}

const wrangler = (source = 'r2:IMAGES') => ({
  'wrangler.toml': `[[r2_buckets]]
binding = "IMAGES"

[vars]
hosts = ["img.example.com"]

[vars.zones.shop]
prefix = "/shop/"
source = "${source}"
overlays = ["/brand/"]
`,
})

type Listener = (request: IncomingMessage, response: ServerResponse) => void

async function listen(listener: Listener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** Starts an origin that serves one picture at `/a.jpg`. */
async function origin(): Promise<string> {
  const picture = await sharp({ create: { width: 1600, height: 800, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer()
  const port = await listen(({ url }, response) =>
    url === '/a.jpg' ? response.end(picture) : response.writeHead(404).end(),
  )
  return `http://127.0.0.1:${port}/`
}

async function explained(url: string, cwd: string, ...flags: string[]) {
  const { code, out, err } = await runCommand(explain, [url, ...flags], { env, cwd })
  const of = (label: string) => out.find((line) => line.startsWith(label))?.slice(11)
  return { code, of, out, err }
}

describe('explain', () => {
  test.each<[string, string]>([
    ['https://img.example.com/a.jpg?width=9&token=x', '"signet-v1\\n/a.jpg\\nwidth=9"'],
    ['https://img.example.com/a.jpg', '"signet-v1\\n/a.jpg\\n"'],
    ['/a.jpg?width=9', '"signet-v1\\n/a.jpg\\nwidth=9"'],
    ['https://img.example.com/été.jpg?txt=a b', '"signet-v1\\n/%C3%A9t%C3%A9.jpg\\ntxt=a%20b"'],
    ['https://img.example.com/a//b.jpg', 'none'],
    ['a.jpg', 'none'],
  ])('prints the canonical string of %s without server and source', async (url, canonical) => {
    const { out } = await runCommand(explain, [url])
    expect(out[0]).toBe(`canonical  ${canonical}`)
  })

  test('prints the canonical string for an invalid configuration, with a warning', async () => {
    const cwd = await makeProject({ 'wrangler.toml': '[vars\n' })
    const { of, err } = await explained(await sign('/shop/a.jpg', { width: 40 }), cwd)
    expect(of('canonical')).toBe('"signet-v1\\n/shop/a.jpg\\nwidth=40"')
    expect(of('key')).toBe('hmac, made with key k2')
    expect(err).toEqual([expect.stringMatching(/^warning: wrangler\.toml: line 1/)])
  })
})

test('explain prints zone, claims, key, options and cache key, and the reason for a missing plan', async () => {
  const url = await sign('/shop/a.jpg', { width: 40 }, { expire: NOW + 60 })
  const { code, out, err } = await explained(url, await makeProject(wrangler()))
  expect({ code, err, out }).toEqual({
    code: 0,
    err: [],
    out: [
      `canonical  ${JSON.stringify(`signet-v1\n/shop/a.jpg\nwidth=40&expire=${NOW + 60}`)}`,
      'host       img.example.com',
      'zone       shop, below /shop/, from r2:IMAGES',
      `claims     expire: until 2023-11-14T22:14:20.000Z (${NOW + 60}); start: at once; address: any`,
      'key        hmac, made with key k2',
      'options    width=40',
      'policy     no policy limits k2',
      'plan       none: only the Worker can read r2:IMAGES; put the file into the local bucket, run npm start, and explain /shop/a.jpg there',
      expect.stringMatching(
        /^cache key {2}https:\/\/img\.example\.com\/\.signet\/.*IMAGES%2Fa\.jpg.*width=40$/,
      ),
      `log hash   ${await hashOf('/shop/a.jpg')} (key k2)`,
      'answer     no rule refuses it',
    ],
  })
})

test('explain names the deny list of a deployment without checking it', async () => {
  const text = `${wrangler()['wrangler.toml']}\n[[kv_namespaces]]\nbinding = "DENIED"\n`
  const { of } = await explained(
    await sign('/shop/a.jpg', { width: 40 }),
    await makeProject({ 'wrangler.toml': text }),
  )
  expect(of('deny list')).toBe('not checked: npx --no signet deny list --remote prints it')
})

test('explain repeats the configuration in the lines to type', async () => {
  const text = `${wrangler()['wrangler.toml']}\n[[kv_namespaces]]\nbinding = "DENIED"\n`
  const cwd = await makeProject({ 'wrangler.toml': '', 'own.toml': text })
  const unsigned = 'https://img.example.com/shop/a.jpg?width=40'
  const { of } = await explained(unsigned, cwd, '--config', 'own.toml')
  expect(of('deny list')).toBe('not checked: npx --no signet deny list --remote --config own.toml prints it')
  expect(of('mend')).toBe(`Sign it: npx --no signet sign '${unsigned}' --config own.toml`)
})

describe('the hash in the log', () => {
  const url = 'https://img.example.com/shop/b%20c.jpg?width=9'
  const old = 'k1:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA'

  test('is computed with all keys, even for a URL that no rule admits', async () => {
    const both = `${SIGNING_KEYS},${old}`
    const { out } = await runCommand(explain, [url], { env: { SIGNING_KEYS: both } })
    expect(out).toContain(`log hash   ${await hashOf('/shop/b%20c.jpg', both)} (keys k2, k1)`)
    expect(await hashOf('/shop/b%20c.jpg', both)).not.toBe(await hashOf('/shop/b%20c.jpg'))
    expect(await hashOf('/shop/b%20c.jpg')).not.toBe(await hashOf('/shop/b c.jpg'))
  })

  test('is computed with --signing-key, or with .dev.vars for the local server', async () => {
    const flagged = await runCommand(explain, [url, '--signing-key', SIGNING_KEYS], {
      env: { SIGNING_KEYS: old },
    })
    expect(flagged.out).toContain(`log hash   ${await hashOf('/shop/b%20c.jpg')} (key k2)`)
    const cwd = await makeProject({ '.dev.vars': `SIGNING_KEYS="${SIGNING_KEYS}"\n` })
    const local = await runCommand(explain, ['/a.jpg'], { cwd, env: { SIGNING_KEYS: old } })
    expect(local.out).toContain(`log hash   ${await hashOf('/a.jpg')} (key k2)`)
  })

  test.each<[string, string, Record<string, string>]>([
    ['without a key', url, {}],
    ['with a malformed one', url, { SIGNING_KEYS: 'k1:short' }],
    ['for a URL that is not canonical, whose path the log has not', `${url}&txt=a b`, env],
  ])('is omitted %s', async (_, target, variables) => {
    const { out } = await runCommand(explain, [target], { env: variables })
    expect(out.filter((line) => line.startsWith('log hash'))).toEqual([])
  })
})

test('explain says that a zone in report mode serves an unsigned URL', async () => {
  const files = wrangler()
  const cwd = await makeProject({ 'wrangler.toml': `${files['wrangler.toml']}mode = "report"\n` })
  const { code, of } = await explained('https://img.example.com/shop/a.jpg?width=40', cwd)
  expect({ code, key: of('key'), answer: of('answer'), mend: of('mend') }).toEqual({
    code: 0,
    key: 'the URL has no token; served nevertheless, since zones.shop.mode is "report"',
    answer: 'no rule refuses it, but an enforcing zone would: the server answers 403 then',
    mend: "Sign it: npx --no signet sign 'https://img.example.com/shop/a.jpg?width=40'",
  })
})

test('explain prints the cache key of the Worker', async () => {
  const url = await sign('/shop/a.jpg', { width: 40, format: 'auto' })
  const asked: string[] = []
  const match = async (key: string | Request) => {
    asked.push(typeof key === 'string' ? key : key.url)
  }
  vi.stubGlobal('caches', { open: async () => ({ match, put: async () => undefined }) })
  onTestFinished(() => void vi.unstubAllGlobals())
  const bindings = {
    SIGNING_KEYS,
    IMAGES: { get: async () => null, head: async () => null },
    zones: { shop: { prefix: '/shop/', source: 'r2:IMAGES' } },
  }
  const ctx = { waitUntil() {}, passThroughOnException() {}, props: {} }
  const request = new Request(url, { headers: { accept: 'image/webp' } })
  await handle(request, bindings, ctx as unknown as ExecutionContext)
  const { of } = await explained(url, await makeProject(wrangler()), '--accept', 'image/webp')
  expect(asked[0]).toMatch(/width=40/)
  expect(of('cache key')).toBe(asked[0])
})

describe('the plan', () => {
  test('is printed for an image at an https origin', async () => {
    const cwd = await makeProject(wrangler(await origin()))
    const { code, of } = await explained(await sign('/shop/a.jpg', { width: 200, blur: 2 }), cwd)
    expect({ code, source: of('source'), decode: of('decode') }).toEqual({
      code: 0,
      source: expect.stringMatching(/^jpeg, 1600 × 800, [\d,]+ bytes$/),
      decode: expect.stringMatching(/^at 2\/8 of the size, 400 × 200/),
    })
    expect(of('steps')).toMatch(/^resize to 200 × 100; blur /)
    expect(of('output')).toMatch(/^jpeg, 200 × 100, quality \d+/)
    const [, limit] = /^[\d,]+ bytes of ([\d,]+)$/.exec(of('memory') ?? '') ?? []
    expect(limit).toBe(DEFAULT_MEMORY.toLocaleString('en'))
  })

  test.each([
    ['no image', '/shop/b.jpg?width=200', 'none: There is no such image'],
    ['an unknown option', '/shop/a.jpg?widht=200', 'none: unknown parameter widht'],
  ])('is omitted if the server would refuse: %s', async (_, target, plan) => {
    const cwd = await makeProject(wrangler(await origin()))
    const { of } = await explained(`https://img.example.com${target}`, cwd)
    expect(of('plan')).toContain(plan)
  })

  test.each<[number, Parameters<typeof sign>[1], string, string]>([
    [404, { width: 200 }, '/shop/b.jpg', 'none: There is no such image'],
    [400, { width: 200, page: 99 }, '/shop/a.jpg', 'none: '],
  ])('is the failure if no rule refuses: %i', async (status, options, path, plan) => {
    const cwd = await makeProject(wrangler(await origin()))
    const { code, of } = await explained(await sign(path, options), cwd)
    expect({ code, fail: of('FAIL'), answer: of('answer') }).toEqual({
      code: 1,
      fail: `plan: no rule refuses the URL, but the server answers ${status} for its image`,
      answer: undefined,
    })
    expect(of('plan')).toContain(plan)
  })

  test('is printed for an original and for a description', async () => {
    const cwd = await makeProject(wrangler(await origin()))
    const original = await explained(await sign('/shop/a.jpg', { original: true }), cwd)
    expect(original.of('output')).toBe('the original')
    const json = await explained(await sign('/shop/a.jpg', { output: 'json' }), cwd)
    expect(json.of('output')).toBe('a description, without a transform')
  })

  test('comes from the server that runs in the directory, and includes the free part', async () => {
    const asked: unknown[] = []
    const port = await listen(async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      asked.push([request.method, request.url, request.headers['signet-playground'], JSON.parse(body)])
      response.end(JSON.stringify({ status: 404, title: 'There is no such image', detail: 'upload it' }))
    })
    const cwd = await makeProject(wrangler())
    await recordServer(placeIn(cwd), { port })
    const base = `http://127.0.0.1:${port}`
    const signed = await runCommand(signCommand, ['/shop/a.jpg', '--widths', '40,80'], { env, cwd })
    expect(signed.out[0]?.startsWith(base)).toBe(true)
    const { code, of } = await explained(`${signed.out[0]}&w=40`, cwd)
    const target = '/shop/a.jpg?width=80&widths=40,80&w=40'
    expect(asked).toEqual([['POST', '/playground/plan', '1', { target, accept: '' }]])
    expect(of('plan')).toBe('none: upload it')
    expect({ code, fail: of('FAIL') }).toEqual({ code: 1, fail: expect.stringContaining('answers 404') })
    expect(of('key')).toBe('hmac, made with key k2')
  })

  test('is omitted if no server runs', async () => {
    const cwd = await makeProject(wrangler())
    const { of } = await explained('/shop/a.jpg?width=9', cwd)
    expect(of('plan')).toBe('none: no server answers on http://127.0.0.1:8787: run npm start, and ask again')
  })

  test('is computed by Node itself', async () => {
    const cwd = await makeProject(wrangler(await origin()))
    const url = await sign('/shop/a.jpg', { width: 200, crop: 'smart', height: 200 })
    const main = resolve('cli/main.ts')
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, [main, 'explain', url], {
      cwd,
      env: { ...process.env, ...env },
    })
    expect(stdout).toMatch(/^output +jpeg, 200 × 200/m)
    expect(stdout).toMatch(/^answer +no rule refuses it$/m)
  })
})

describe('explain names the first failed rule and its remedy:', () => {
  const plain = () => sign('/shop/a.jpg', { width: 40 })

  test.each<[string, () => Promise<string>, string[], RegExp, RegExp]>([
    [
      'url',
      async () => (await plain()).replace('/a', '/é'),
      [],
      /answers 400: the path has "é"/,
      /^Sign and request the canonical spelling: https:\/\/img\.example\.com\/shop\/%C3%A9\.jpg\?width=40$/,
    ],
    [
      'url',
      async () => (await plain()).replace('/a', '//a'),
      [],
      /answers 400: the path has an empty/,
      /docs\/token\.md/,
    ],
    [
      'host',
      async () => (await plain()).replace('img.', 'cdn.'),
      [],
      /answers 403: cdn\.example\.com is not listed/,
      /^Request it on img\.example\.com, or add its host/,
    ],
    [
      'zone',
      async () => (await plain()).replace('/shop', '/club'),
      [],
      /answers 404/,
      /the prefixes of the zones are \/shop\/\.$/,
    ],
    [
      'token',
      async () => (await plain()).replace(/&token.*/, ''),
      [],
      /answers 403: the URL has no token/,
      /^Sign it: npx --no signet sign 'https:\/\/img\.example\.com\/shop\/a\.jpg\?width=40'$/,
    ],
    [
      'token',
      async () => (await plain()).replace('=40', '=41'),
      [],
      /answers 403: the hmac token does not match/,
      /^Compare the canonical string .*width=41'$/,
    ],
    [
      'expire',
      () => sign('/shop/a.jpg', { width: 40 }, { expire: NOW - 1 }),
      [],
      /answers 410: expired/,
      /--expiry 24h$/,
    ],
    [
      'start',
      () => sign('/shop/a.jpg', { width: 40 }, { start: NOW + 9 }),
      [],
      /answers 403: not valid before/,
      /^Request it later/,
    ],
    [
      'address',
      () => sign('/shop/a.jpg', { width: 40 }, { ip: '10.0.0.0/8' }),
      ['--address', '11.0.0.1'],
      /answers 403/,
      /^Request it from that network/,
    ],
    [
      'options',
      () => sign('/shop/a.jpg', { olurl: '/other.svg' }),
      [],
      /answers 400: olurl/,
      /^Correct the parameter/,
    ],
  ])('%s', async (rule, make, flags, fault, mend) => {
    const { code, of, out } = await explained(await make(), await makeProject(wrangler()), ...flags)
    expect(code).toBe(1)
    expect(of('FAIL')).toMatch(new RegExp(`^${rule}: the server `))
    expect(of('FAIL')).toMatch(fault)
    expect(of('mend')).toMatch(mend)
    expect(out.join('\n')).not.toContain('token=')
  })
})

test('explain does not call an old URL of another service unsigned', async () => {
  const text = wrangler()['wrangler.toml'].replace('overlays', 'schemes = ["imgix"]\noverlays')
  const url = `https://img.example.com${imgixUrl('/shop/a.jpg', 'w=9')}`
  const { code, out } = await explained(url, await makeProject({ 'wrangler.toml': text }))
  expect({ code, out: out.slice(1) }).toEqual({
    code: 1,
    out: [
      `log hash   ${await hashOf('/shop/a.jpg')} (key k2)`,
      'key        the key of imgix, which is not checked here',
      `answer     not known: explain what npx --no signet migrate '${url}' prints`,
    ],
  })
})

test('explain checks the other rules without a key and says so', async () => {
  const cwd = await makeProject(wrangler())
  const url = await sign('/shop/a.jpg', { width: 40 })
  const { code, out, err } = await runCommand(explain, [url], { cwd })
  expect(code).toBe(0)
  expect(out).toContain('key        not checked: there is no key here')
  expect(out.at(-1)).toBe('answer     no rule that was checked refuses it')
  expect(err).toEqual([expect.stringMatching(/^note: no key found/)])
})

test('explain does not verify the claims of a token that does not match', async () => {
  const url = await sign('/shop/a.jpg', { width: 40 }, { expire: NOW + 9, ip: '10.0.0.1' })
  const { of } = await explained(url.replace('=40', '=41'), await makeProject(wrangler()))
  expect(of('claims')).toBe(`expire=${NOW + 9}; ip=10.0.0.1, not verified`)
  expect(of('options')).toBe('width=41')
})

import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withLocalBindings } from '../../../../cli/local-bindings.ts'
import { makePurge, purge } from '../../../../cli/purge/purge.ts'
import { declaredBucket, deployedPlace } from '../../../../cli/purge/remote-bucket.ts'
import { sourceTag } from '../../../../src/edge/cache/key.ts'
import { purgeRecordKey, storeKey } from '../../../../src/edge/cache/r2-store.ts'
import { derivePathKey, encryptPath, parsePathKeys } from '../../../../src/signing/auth/path-cipher.ts'
import { runCommand } from '../../../support/project/command.ts'
import { placeIn } from '../../../support/project/place.ts'
import { makeProject } from '../../../support/project/project.ts'
import { type Store, startStore } from '../../../support/worker/store.ts'

const WRANGLER = `
name = "signet"
compatibility_date = "2026-11-01"
[[r2_buckets]]
binding = "IMAGES"
bucket_name = "images"
[vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
[vars.zones.fixed]
prefix = "/fixed/"
source = "r2:IMAGES/fixed/"
immutable = true
`

const BUCKET = `
[[r2_buckets]]
binding = "DERIVATIVES"
bucket_name = "derivatives"
`

const ONE_IMAGE = 'purge source takes the path of one image; purge zone takes all images of a zone'

it.each<[string[], string]>([
  [['source', 'a.jpg'], 'source must be a URL, or the path of one, such as /photos/a.jpg'],
  [['source', 'https://h'], 'source must be a URL, or the path of one, such as /photos/a.jpg'],
  [['zone', 'image'], 'zone: there is no zone image; did you mean images?'],
  [['zone', 'shop'], 'zone: there is no zone shop; there are images, fixed'],
  [['source', '/photos/'], `source: /photos/ ends with a slash: ${ONE_IMAGE}`],
  [['source', '/'], `source: / ends with a slash: ${ONE_IMAGE}`],
  [['source', '/a*.jpg'], `source: /a*.jpg has a *: ${ONE_IMAGE}. Write %2A for a * in a name`],
  [
    ['source', 'https://h.example.com/a.jpg'],
    'source: h.example.com is not in hosts, which has img.example.com',
  ],
  [['source', 'https://a b/c.jpg'], 'source: https://a b is no host'],
])('%j --local: %s', async (args, sentence) => {
  const cwd = await makeProject({ 'wrangler.toml': `${WRANGLER}[vars]\nhosts = ["img.example.com"]\n` })
  const ran = await runCommand(purge, [...args, '--local'], { cwd })
  expect(ran).toEqual({ code: 1, out: [], err: [sentence] })
})

it('a deployment without a bucket and an API token cannot be purged', async () => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  expect(await runCommand(purge, ['zone', 'images', '--remote', '--yes'], { cwd })).toEqual({
    code: 1,
    out: [],
    err: [
      'wrangler.toml: there is no bucket with the binding DERIVATIVES; set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ZONE_ID to purge the Cache API by tag, or change the generation of the zone',
    ],
  })
})

const SOURCE = 'npx --no signet purge source PATH…'
const ZONE = 'npx --no signet purge zone NAME…'
const PLACES = ['--local', '--remote', '--url URL']

it.each<[string[], string[]]>([
  [[], [SOURCE, ZONE]],
  [
    ['/a.jpg', '--remote'],
    [SOURCE, ZONE],
  ],
  [['source', '--remote'], [SOURCE]],
  [['source', '/a.jpg'], PLACES.map((place) => `${SOURCE} ${place}`)],
  [['zone', 'images', '--yes', '--preview'], PLACES.map((place) => `${ZONE} ${place}`)],
  [['zone', 'images', '--remote', '--local'], PLACES.map((place) => `${ZONE} ${place}`)],
  [['zone', 'images', '--remote', '--url', 'https://h'], PLACES.map((place) => `${ZONE} ${place}`)],
  [['--source', '/a.jpg', '--remote'], [`${SOURCE} --remote`]],
  [['--remote', '--zone=images'], [`${ZONE} --remote`]],
  [['source', '/a.jpg', '--remote', '--dry-run'], [`${SOURCE} --preview --remote`]],
  [['zone', 'images', '--url', 'https://img.example.com'], [`${ZONE} --url URL --yes`]],
  [
    ['zone', 'images', '--url', 'https://h', '--config', 'wrangler.toml'],
    [`${ZONE} --url URL --yes --config wrangler.toml`],
  ],
])('%j is refused, and shows what to type', async (args, shown) => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  const { code, out, err } = await runCommand(purge, args, { cwd })
  expect([code, out]).toEqual([1, []])
  expect(err.join('\n')).toContain('nothing was changed')
  expect(err.join('\n').match(/^ {2}npx .*$/gm)).toEqual(shown.map((line) => `  ${line}`))
})

it('a configuration that wrangler refuses is named in a sentence', async () => {
  const wrangler = WRANGLER + BUCKET.replace('"derivatives"', '"d"')
  const cwd = await makeProject({ 'wrangler.toml': wrangler })
  const { code, out, err } = await runCommand(purge, ['source', '/a.jpg', '--local'], { cwd })
  expect([code, out]).toEqual([1, []])
  expect(err).toEqual([
    expect.stringMatching(/^wrangler.toml: wrangler: r2_buckets\[1\].bucket_name="d" is invalid. /),
  ])
})

it.each([
  ['source', 'https://img.example.com/%2A.jpg'],
  ['source', 'http://127.0.0.1:8787/a.jpg?token=t*'],
  ['zone', 'images'],
])('%s %s names an image or a zone', async (...args) => {
  const cwd = await makeProject({ 'wrangler.toml': `${WRANGLER}[vars]\nhosts = ["img.example.com"]\n` })
  expect(await runCommand(purge, [...args, '--local', '--preview'], { cwd })).toMatchObject({
    code: 0,
    out: ['would delete 0 cached images from the local bucket of wrangler.toml: none is cached'],
  })
})

it('the local bucket exists without a binding, and a note says so', async () => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  const source = 'r2:IMAGES/a.jpg'
  const key = await storeKey(`https://h/.signet/7/d/6/-/${encodeURIComponent(source)}`)
  await withLocalBindings<{ DERIVATIVES: R2Bucket }, void>(placeIn(cwd), async ({ DERIVATIVES }) => {
    await DERIVATIVES.put(key, 'x')
  })
  expect(await runCommand(purge, ['source', '/a.jpg', '--local'], { cwd })).toEqual({
    code: 0,
    out: [
      'deleted 1 cached image from the local bucket of wrangler.toml',
      'copies in the Cache API are replaced within 300 s',
    ],
    err: [
      'note: only the local server has it, since wrangler.toml binds no DERIVATIVES: see docs/caching.md',
    ],
  })
})

it('the local bucket is emptied', async () => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER + BUCKET })
  await mkdir(join(cwd, '.wrangler'))
  const names = ['r2:IMAGES/a b.jpg', 'r2:IMAGES/c.jpg', 'r2:IMAGES/fixed/d.jpg']
  const withBucket = <T>(use: (bucket: R2Bucket) => Promise<T>) =>
    withLocalBindings<{ DERIVATIVES: R2Bucket }, T>(placeIn(cwd), ({ DERIVATIVES }) => use(DERIVATIVES))
  const keys = await Promise.all(
    names.map((name) => storeKey(`https://h/.signet/8/d/6/-/${encodeURIComponent(name)}`)),
  )
  await withBucket(async (bucket) => {
    for (const [index, key] of keys.entries())
      await bucket.put(key, 'x', { customMetadata: { source: encodeURIComponent(names[index] ?? '') } })
  })
  const args = ['source', 'https://img.example.com/a b.jpg?width=9&token=t', '/fixed/d.jpg', '--local']
  expect((await runCommand(purge, args, { cwd })).out).toEqual([
    'deleted 2 cached images from the local bucket of wrangler.toml',
    'copies in the Cache API are replaced when they are stale, since the zone fixed is immutable',
  ])
  const left = await withBucket(async (bucket) => (await bucket.list()).objects.map(({ key }) => key))
  const marks = await Promise.all([names[0], names[2]].map((source = '') => purgeRecordKey({ source })))
  expect(left.sort()).toEqual([...marks, keys[1]].sort())
})

const PATH_KEYS = (id: string) => `${id}:${createHash('sha256').update(id).digest('base64url')}`

describe('--remote', () => {
  const IDS = {
    CLOUDFLARE_ACCOUNT_ID: 'a'.repeat(32),
    CLOUDFLARE_ZONE_ID: 'b'.repeat(32),
    CLOUDFLARE_API_TOKEN: 'secret-token',
  }
  const A = 'r2:IMAGES/a.jpg'
  const B = 'r2:IMAGES/fixed/b.jpg'
  let store: Store
  let keys: Record<string, string>
  let sent: { url: string; tags?: string[] }[]

  beforeAll(async () => {
    store = await startStore()
    const [R2_ACCESS_KEY_ID = '', R2_SECRET_ACCESS_KEY = ''] = store.credentials.split(':')
    keys = { R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY }
  })
  afterAll(() => store.close())
  beforeEach(() => {
    sent = []
  })

  /** The local store stands in for that of the account, and a fixed answer for Cloudflare's API. */
  const remotePurge = makePurge({
    async fetch(input, init) {
      const url = String(input)
      if (!url.startsWith('https://api.cloudflare.com/')) {
        sent.push({ url })
        return fetch(input, init)
      }
      sent.push({ url, tags: JSON.parse(String(init?.body)).tags })
      return Response.json({ success: true, errors: [] })
    },
    sleep: async () => undefined,
    screen: { write: () => undefined },
  })

  const DECLARED = WRANGLER + BUCKET.replace('"derivatives"', '"photos"')
  async function run(args: string[], env: Record<string, string>, wrangler = DECLARED) {
    const cwd = await makeProject({ 'wrangler.toml': wrangler })
    return runCommand(remotePurge, [...args, '--remote', '--yes'], { cwd, env })
  }
  const endpoint = () => ({ ...keys, R2_ENDPOINT: store.url.replace('/photos/', '') })

  const host = () => new URL(store.url).host

  async function fill(): Promise<void> {
    for (const source of [A, B])
      for (const width of [1, 2]) {
        const key = await storeKey(`https://h/.signet/8/d/6/-/${encodeURIComponent(source)}?width=${width}`)
        await store.bucket.put(key, 'x', { customMetadata: { source: encodeURIComponent(source) } })
      }
  }
  async function left(): Promise<string[]> {
    const { objects } = await store.bucket.list({ include: ['customMetadata'] })
    return objects.map(({ key, customMetadata }) => customMetadata?.['source'] ?? key)
  }

  it.each<[string[], string[], string, string]>([
    [['source', '/a.jpg'], [B, B], 'within 300 s', 'all sizes of 1 image'],
    [
      ['zone', 'fixed'],
      [A, A],
      'when they are stale, since the zone fixed is immutable',
      'all images of the zone fixed',
    ],
    [
      ['source', '/a.jpg', '/fixed/b.jpg'],
      [],
      'when they are stale, since the zone fixed is immutable',
      'all sizes of 2 images',
    ],
  ])('empties the deployed bucket immediately for %j', async (args, kept, end, what) => {
    await fill()
    expect(await run(args, endpoint())).toEqual({
      code: 0,
      out: [
        `deleted ${4 - kept.length} cached images from the bucket photos at ${host()} (R2_ENDPOINT) of Worker signet (wrangler.toml)`,
        `copies in the Cache API are replaced ${end}`,
      ],
      err: [
        `deletes ${what} from the bucket photos at ${host()} (R2_ENDPOINT) of Worker signet (wrangler.toml)`,
        'with CLOUDFLARE_API_TOKEN and CLOUDFLARE_ZONE_ID the Cache API is purged by tag as well',
      ],
    })
    const found = await left()
    expect(found.filter((name) => !name.startsWith('.purged/'))).toEqual(kept.map(encodeURIComponent))
    expect(found.filter((name) => name.startsWith('.purged/')).length).toBeGreaterThan(0)
    const { objects } = await store.bucket.list()
    await store.bucket.delete(objects.map(({ key }) => key))
  })

  it('purges by tag last if there is an API token', async () => {
    const args = ['source', '/a.jpg', '/fixed/b.jpg', '/a.jpg']
    const { code, out, err } = await run(args, { ...endpoint(), ...IDS })
    const tagged = `2 tags of the Cache API of Cloudflare's zone ${IDS.CLOUDFLARE_ZONE_ID}`
    expect(out.at(-1)).toBe(`purged ${tagged}`)
    expect([code, err, out.slice(0, 2)]).toEqual([
      0,
      [
        `deletes all sizes of 2 images from the bucket photos at ${host()} (R2_ENDPOINT) of Worker signet (wrangler.toml)`,
        `purges ${tagged}`,
      ],
      [
        `deleted 0 cached images from the bucket photos at ${host()} (R2_ENDPOINT) of Worker signet (wrangler.toml): none was cached`,
        expect.stringContaining('copies that the tags do not reach are replaced'),
      ],
    ])
    expect(sent.filter(({ tags }) => tags)).toEqual([sent.at(-1)])
    expect(sent.at(-1)).toEqual({
      url: `https://api.cloudflare.com/client/v4/zones/${IDS.CLOUDFLARE_ZONE_ID}/purge_cache`,
      tags: [await sourceTag(A), await sourceTag(B)],
    })
  })

  it('decrypts the path of an image that its URL hides', async () => {
    const [hidden, ...other] = (
      await Promise.all(
        ['k1', 'k2'].map(async (id) => {
          const [key] = parsePathKeys(PATH_KEYS(id))
          return `/people/${await encryptPath(await derivePathKey(key), '/people/', 'a.jpg')}`
        }),
      )
    ).map((path) => `https://img.example.com${path}?width=9`)
    const zone = '[vars.zones.people]\nprefix = "/people/"\nsource = "r2:IMAGES/people/"\nencrypted = true\n'
    const env = { ...endpoint(), ...IDS, PATH_KEYS: PATH_KEYS('k1') }
    expect((await run(['source', hidden ?? ''], env, DECLARED + zone)).code).toBe(0)
    expect(sent.at(-1)?.tags).toEqual([await sourceTag('r2:IMAGES/people/a.jpg')])
    for (const path of [...other, '/people/a.jpg']) {
      const { code, err } = await run(['source', path], env, DECLARED + zone)
      expect([code, err.join()]).toEqual([1, expect.stringContaining('no key of PATH_KEYS opens /people/')])
    }
  })

  it('only counts in a preview', async () => {
    await fill()
    const before = await left()
    const { out } = await run(['zone', 'images', '--preview'], { ...endpoint(), ...IDS })
    expect(out).toEqual([
      `would delete 4 cached images from the bucket photos at ${host()} (R2_ENDPOINT) of Worker signet (wrangler.toml)`,
      `would purge 1 tag of the Cache API of Cloudflare's zone ${IDS.CLOUDFLARE_ZONE_ID}`,
    ])
    expect(await left()).toEqual(before)
    expect(sent.some(({ tags }) => tags)).toBe(false)
  })

  it.each([
    [undefined, 'npx --no signet purge zone NAME… --remote --yes'],
    [async () => false, 'nothing was changed'],
  ])('sends nothing unless the user agrees', async (ask, sentence) => {
    const cwd = await makeProject({ 'wrangler.toml': DECLARED })
    const given = { cwd, env: { ...endpoint(), ...IDS }, ...(ask && { ask }) }
    const { code, out, err } = await runCommand(remotePurge, ['zone', 'images', '--remote'], given)
    expect([code, out, sent]).toEqual([1, [], []])
    expect(err[0]).toBe(
      `deletes all images of the zone images from the bucket photos at ${host()} (R2_ENDPOINT) of Worker signet (wrangler.toml)`,
    )
    expect(err.at(-1)).toContain(sentence)
  })

  it('purges only by tag if there is no bucket', async () => {
    expect(await run(['zone', 'images'], IDS, WRANGLER)).toEqual({
      code: 0,
      out: [
        'copies that the tags do not reach are replaced once their originals have changed, within 300 s',
        `purged 1 tag of the Cache API of Cloudflare's zone ${IDS.CLOUDFLARE_ZONE_ID}`,
      ],
      err: [`purges 1 tag of the Cache API of Cloudflare's zone ${IDS.CLOUDFLARE_ZONE_ID}`],
    })
    expect(sent).toHaveLength(1)
  })

  it.each<[string, Record<string, string>, string, string]>([
    ['no key', {}, BUCKET, 'set R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY'],
    ['no account', { R2_ACCESS_KEY_ID: 'a', R2_SECRET_ACCESS_KEY: 'b' }, BUCKET, 'set CLOUDFLARE_ACCOUNT_ID'],
    [
      'another account',
      { R2_ACCESS_KEY_ID: 'a', R2_SECRET_ACCESS_KEY: 'b', CLOUDFLARE_ACCOUNT_ID: 'evil.example/' },
      BUCKET,
      'set CLOUDFLARE_ACCOUNT_ID',
    ],
    [
      'an address without TLS',
      { R2_ACCESS_KEY_ID: 'a', R2_SECRET_ACCESS_KEY: 'b', R2_ENDPOINT: 'http://r2.example.com' },
      BUCKET,
      'R2_ENDPOINT must be an https URL',
    ],
    [
      'a bucket without a name',
      {},
      BUCKET.replace('bucket_name = "derivatives"', ''),
      'wrangler.toml: the bucket with the binding DERIVATIVES has no bucket_name',
    ],
  ])('refuses, before it sends anything: %s', async (_, env, bucket, sentence) => {
    const { code, out, err } = await run(['zone', 'images'], env, WRANGLER + bucket)
    expect([code, out, sent]).toEqual([1, [], []])
    expect(err.join()).toContain(sentence)
  })

  it.each([
    ['', 'https://ACCOUNT.r2.cloudflarestorage.com/derivatives/'],
    ['jurisdiction = "eu"', 'https://ACCOUNT.eu.r2.cloudflarestorage.com/derivatives/'],
  ])('finds the endpoint of the account: %s', async (field, url) => {
    const tables = parse(BUCKET + field)
    const row = declaredBucket(tables, 'wrangler.toml') ?? expect.fail()
    const env = { ...keys, CLOUDFLARE_ACCOUNT_ID: IDS.CLOUDFLARE_ACCOUNT_ID }
    expect(deployedPlace(row, env, tables).url).toBe(url.replace('ACCOUNT', IDS.CLOUDFLARE_ACCOUNT_ID))
    const byTable = deployedPlace(row, keys, { ...tables, account_id: IDS.CLOUDFLARE_ACCOUNT_ID })
    expect(byTable.url).toBe(url.replace('ACCOUNT', IDS.CLOUDFLARE_ACCOUNT_ID))
  })
})

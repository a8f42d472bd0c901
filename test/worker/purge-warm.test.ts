import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { Fetch } from '../../cli/doctor/visit.ts'
import { makePurge } from '../../cli/purge/purge.ts'
import { makeWarm } from '../../cli/warm/warm.ts'
import { sourceTag } from '../../src/edge/cache/key.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { runCommand } from '../support/project/command.ts'
import { makeProject } from '../support/project/project.ts'
import { CLOCK, later } from '../support/worker/clock.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const BOUND = 300
const KEY = { accessKeyId: 'AKIDOFTHEBUCKET', secretAccessKey: 'secret/of+the=bucket' }
const ENV = {
  R2_ACCESS_KEY_ID: KEY.accessKeyId,
  R2_SECRET_ACCESS_KEY: KEY.secretAccessKey,
  CLOUDFLARE_API_TOKEN: 'token-of-the-account',
  CLOUDFLARE_ZONE_ID: '0'.repeat(32),
}
const WRANGLER = `
name = "signet"
[[r2_buckets]]
binding = "IMAGES"
bucket_name = "images"
[[r2_buckets]]
binding = "DERIVATIVES"
bucket_name = "DERIVATIVES"
[vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
`

/** Places that a purge names. */
const bucketName = () =>
  `the bucket DERIVATIVES at ${new URL(worker.s3Endpoint).host} (R2_ENDPOINT) of Worker signet (wrangler.toml)`
const CACHE = `the Cache API of Cloudflare's zone ${ENV.CLOUDFLARE_ZONE_ID}`

let worker: Worker
let photo: Buffer

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  worker = await startWorker(
    inject('bundle'),
    {
      SIGNING_KEYS,
      zones: { images: { prefix: '/', source: 'r2:IMAGES' } },
      ENVIRONMENT: 'development',
    },
    { wrapper: CLOCK, buckets: ['IMAGES', 'DERIVATIVES'], s3: KEY },
  )
})
afterAll(() => worker.close())

const screen = { write: () => undefined }
const sleep = async () => undefined

/** Warms signed targets like `npx --no signet warm`. */
async function warm(targets: readonly string[], ...args: string[]) {
  const urls = await Promise.all(
    targets.map(async (target) => `http://127.0.0.1:${worker.port}${await sign(target)}`),
  )
  const command = makeWarm({
    fetch,
    sleep,
    screen,
    readStdin: async () => urls.join('\n'),
    onInterrupt: () => () => undefined,
  })
  return runCommand(command, ['-', ...args])
}

async function purge(...args: string[]) {
  const tags: string[] = []
  const throughApi: Fetch = async (input, init) => {
    if (!String(input).startsWith('https://api.cloudflare.com/')) return fetch(input, init)
    tags.push(...JSON.parse(String(init?.body)).tags)
    return Response.json({ success: true, errors: [] })
  }
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  const env = { ...ENV, R2_ENDPOINT: worker.s3Endpoint }
  const run = await runCommand(
    makePurge({ fetch: throughApi, sleep, screen }),
    [...args, '--remote', '--yes'],
    {
      cwd,
      env,
    },
  )
  return { ...run, tags }
}

async function derivatives(): Promise<number> {
  const bucket = await worker.bucketOf('DERIVATIVES')
  return (await bucket.list()).objects.filter(({ key }) => !key.startsWith('.purged/')).length
}

it('warm makes every format of a list once, and finds it cached the next time', async () => {
  await worker.bucket.put('warm.jpg', Uint8Array.from(photo))
  const targets = ['/warm.jpg?width=20&format=auto', '/warm.jpg?width=30', '/none.jpg?width=20']
  const accepts = ['--accept', 'image/avif,image/webp', '--accept', 'image/webp', '--accept', '*/*']
  const failure = expect.stringMatching(
    /^failed {2}404 not-found {2}http\S+\/none\.jpg\?width=20 {2}\(line 3\)$/,
  )
  expect(await warm(targets, ...accepts, '--concurrency', '1')).toEqual({
    code: 1,
    // All visitors, whatever their kind, get the second target's same image.
    out: [failure, failure, failure, 'made 4, cached 2, failed 3'],
    err: [],
  })
  await expect.poll(derivatives).toBe(4)
  expect((await warm(targets.slice(0, 2), ...accepts)).out).toEqual(['made 0, cached 6, failed 0'])
  const formats = await Promise.all(
    ['image/avif,image/webp', 'image/webp', '*/*'].map(async (accept) =>
      (await worker.get('/warm.jpg?width=20&format=auto', { headers: { accept } })).headers.get(
        'content-type',
      ),
    ),
  )
  expect(formats).toEqual(['image/avif', 'image/webp', 'image/jpeg'])
})

it.each([
  ['source', '/by source.jpg', 'all sizes of 1 image', () => sourceTag('r2:IMAGES/by source.jpg')],
  ['zone', 'images', 'all images of the zone images', async () => 'zone:images'],
])(
  'purge %s %s empties the deployed bucket immediately, and the Cache API within the bound',
  async (verb, value, images, tag) => {
    await purge('zone', 'images')
    const name = `by ${verb}.jpg`
    await worker.bucket.put(name, Uint8Array.from(photo))
    const targets = [20, 25].map((width) => `/${encodeURIComponent(name)}?width=${width}`)
    await warm(targets)
    await expect.poll(derivatives).toBe(2)

    const { code, out, err, tags } = await purge(verb, value)
    expect({ code, out, err, tags }).toEqual({
      code: 0,
      out: [
        `deleted 2 cached images from ${bucketName()}`,
        'copies that the tags do not reach are replaced within 300 s',
        `purged 1 tag of ${CACHE}`,
      ],
      err: [`deletes ${images} from ${bucketName()}`, `purges 1 tag of ${CACHE}`],
      tags: [await tag()],
    })
    expect(await derivatives()).toBe(0)
    // The Cache API of a test does not belong to the purged zone. Its copies expire by the purge
    // record.
    expect((await warm(targets)).out).toEqual(['made 0, cached 2, failed 0'])
    await later(worker, BOUND)
    expect((await warm(targets)).out).toEqual(['made 2, cached 0, failed 0'])
    await expect.poll(derivatives).toBe(2)
    // The copies were made after the purge, so the purge record does not expire them.
    await later(worker, BOUND)
    const [target = ''] = targets
    expect((await worker.get(target)).headers.get('server-timing')).not.toContain('decode')
    await later(worker, -2 * BOUND)
  },
)

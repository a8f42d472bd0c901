import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { importKey, signHmac } from '../../src/signing/auth/hmac.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { type Origin, startOrigin } from '../support/worker/origin.ts'
import { sign, startWorker, type Worker } from '../support/worker/worker.ts'

const bytesOf = (id: string) => new Uint8Array(createHmac('sha256', 'case').update(id).digest())
const IDS = ['free', 'all', 'shop']

/** Returns the same zones over a web server that ignores case, and over a bucket. */
const zonesBelow = (prefix: string, name: string, sourceOf: (path: string) => string) => ({
  [`${name}All`]: { prefix, source: sourceOf('') },
  [`${name}Shop`]: {
    prefix: `${prefix}shop/`,
    source: sourceOf('shop/'),
    presets: { stamp: { olurl: '/brand/stamp.jpg', olscale: 50 } },
    mandatory: ['stamp'],
  },
  [`${name}Club`]: { prefix: `${prefix}club/`, source: sourceOf('club/') },
})

let worker: Worker
let origin: Origin

beforeAll(async () => {
  const photo = await photograph(scene(60, 40), 1)
  origin = await startOrigin()
  origin.answer = (_, response) => response.writeHead(200, { 'content-length': photo.length }).end(photo)
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS: IDS.map((id) => `${id}:${Buffer.from(bytesOf(id)).toString('base64url')}`).join(),
    ENVIRONMENT: 'development',
    keys: {
      all: { zones: ['webAll', 'bucketAll'] },
      shop: { paths: ['/brand/'] },
    },
    zones: {
      ...zonesBelow('/web/', 'web', (path) => origin.base.href + path),
      ...zonesBelow('/bucket/', 'bucket', (path) => (path === '' ? 'r2:IMAGES' : `r2:IMAGES/${path}`)),
    },
  })
  for (const folder of ['shop/', 'shop/brand/', 'club/', 'brand/', 'Shop/', 'SHOP/', 'Club/'])
    for (const name of ['a.jpg', 'stamp.jpg']) await worker.bucket.put(folder + name, photo)
  await worker.bucket.put('a.jpg', photo)
})

afterAll(async () => {
  await worker.close()
  origin.close()
})

beforeEach(() => {
  origin.requests = []
})

async function status(id: string, target: string): Promise<number> {
  const named = `${target}${target.includes('?') ? '&' : '?'}kid=${id}`
  const url = await sign(named, async (path, query) =>
    signHmac(await importKey(id, bytesOf(id)), path, query),
  )
  return (await worker.fetch(url)).status
}

describe('another spelling of a guarded prefix', () => {
  it.each([
    ['free', 'Shop/a.jpg?width=20', 404],
    ['free', 'SHOP/a.jpg', 404],
    ['free', 'a.jpg?olurl=/SHOP/a.jpg', 400],
    ['free', 'shop./a.jpg', 404],
    ['free', 'shop%20/a.jpg?width=20', 404],
    ['free', 'shop::$INDEX_ALLOCATION/a.jpg', 404],
    ['free', 'a.jpg?olurl=/Shop./a.jpg', 400],
    ['all', 'club./a.jpg?width=20', 403],
    ['all', 'Club/a.jpg?width=20', 403],
    ['all', 'a.jpg?olurl=/Club/a.jpg', 403],
  ])('is refused for the key %s and %s on a web server: %i', async (id, target, refusal) => {
    expect(await status(id, `/web/${target}`)).toBe(refusal)
    expect(origin.requests).toEqual([])
  })

  it.each([
    ['free', 'Shop/a.jpg?width=20'],
    ['free', 'SHOP/a.jpg'],
    ['free', 'a.jpg?olurl=/SHOP/a.jpg'],
    ['all', 'Club/a.jpg?width=20'],
    ['all', 'a.jpg?olurl=/Club/a.jpg'],
  ])('is a different path for the key %s and %s in a bucket', async (id, target) => {
    expect(await status(id, `/bucket/${target}`)).toBe(200)
  })

  it.each(['/web/', '/bucket/'])('keeps its stamp in its own spelling below %s', async (prefix) => {
    expect(await status('free', `${prefix}shop/a.jpg?width=20`)).toBe(200)
    expect(await status('free', `${prefix}club/a.jpg?width=20`)).toBe(200)
    expect(await status('free', `${prefix}a.jpg?olurl=/shop/a.jpg`)).toBe(400)
  })
})

describe.each(['/web/', '/bucket/'])('the paths of a key below %s are case-sensitive:', (prefix) => {
  it.each([
    ['brand/a.jpg?width=20', 200],
    ['Brand/a.jpg?width=20', 403],
    ['BRAND/a.jpg?width=20', 403],
  ])('%s: %i', async (target, refusal) => {
    expect(await status('shop', `${prefix}${target}`)).toBe(refusal)
  })
})

import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { photograph, scene } from '../support/picture/scene.ts'
import type { Answer } from '../support/worker/exchange.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

/*
 * The tests list all headers of an answer, so that no header is added or lost unnoticed. To add an
 * answer, add a row with an empty snapshot and run this file once with -u.
 */

let worker: Worker

beforeAll(async () => {
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    zones: {
      images: { prefix: '/', source: 'r2:IMAGES' },
      shared: { prefix: '/shared/', source: 'r2:IMAGES', cors: ['https://shop.example'] },
    },
  })
  await worker.bucket.put('a.jpg', await photograph(scene(60, 40), 1))
})

afterAll(() => worker.close())

/** Headers of the single connection (hop-by-hop), which the Worker does not set. */
const HOP = ['connection', 'transfer-encoding']

/** Returns a line for each header, without the parts that differ from run to run. */
function headersOf({ status, headers, body }: Answer): string {
  const lines = [...headers].flatMap(([name, value]) => {
    if (HOP.includes(name)) return []
    if (name === 'content-length' && value === String(body.length)) return ['content-length: of the body']
    const text = value
      .replace(/(?<=dur=)[\d.]+/g, '…')
      .replace(/(?<=")[\w-]{22}(?=")/, '…')
      .replace(/(?<=osz=)\d+/, '…')
      .replace(/(?<=\/)\d+$/, '…')
    return [`${name}: ${text}`]
  })
  return [status, ...lines].join('\n')
}

async function ask(target: string, headers: readonly string[] = [], method = 'GET'): Promise<Answer> {
  return worker.send({ method, target: await sign(target), headers })
}

async function askUntilHit(target: string, ...headers: string[]): Promise<Answer> {
  await expect.poll(async () => (await ask(target)).headers.get('cache-status')).toBe('signet; hit')
  return ask(target, headers)
}

it('has exactly these headers: 200 for a new image', async () => {
  expect(headersOf(await ask('/a.jpg?width=20'))).toMatchInlineSnapshot(`
    "200
    accept-ranges: bytes
    cache-control: public, max-age=3600
    cache-status: signet; fwd=uri-miss; stored
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: image/jpeg
    cross-origin-resource-policy: cross-origin
    etag: "…"
    server-timing: auth;dur=…, cache;dur=…, source;dur=…, probe;dur=…, decode;dur=…, compose;dur=…, encode;dur=…
    x-content-type-options: nosniff
    x-ip: 1
    x-ip-info: osz=…; odim=20x13; ofmt=jpeg"
  `)
})

it('has exactly these headers: 200 from the cache', async () => {
  expect(headersOf(await askUntilHit('/a.jpg?width=20'))).toMatchInlineSnapshot(`
    "200
    accept-ranges: bytes
    cache-control: public, max-age=3600
    cache-status: signet; hit
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: image/jpeg
    cross-origin-resource-policy: cross-origin
    etag: "…"
    server-timing: auth;dur=…, cache;dur=…
    x-content-type-options: nosniff
    x-ip: 1
    x-ip-info: osz=…; odim=20x13; ofmt=jpeg"
  `)
})

it('has exactly these headers: 200 for an image that is negotiated, named and read by another site', async () => {
  const answer = await ask('/shared/a.jpg?width=20&format=auto&download=b.jpg', [
    'Accept: image/webp',
    'Origin: https://shop.example',
  ])
  expect(headersOf(answer)).toMatchInlineSnapshot(`
    "200
    accept-ranges: bytes
    access-control-allow-origin: https://shop.example
    cache-control: public, max-age=3600
    cache-status: signet; fwd=uri-miss; stored
    content-disposition: attachment; filename="b.jpg"
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: image/webp
    cross-origin-resource-policy: cross-origin
    etag: "…"
    server-timing: auth;dur=…, cache;dur=…, source;dur=…, probe;dur=…, decode;dur=…, compose;dur=…, encode;dur=…
    vary: Accept, Origin
    x-content-type-options: nosniff
    x-ip: 1
    x-ip-info: osz=…; odim=20x13; ofmt=webp"
  `)
})

it('has exactly these headers: 200 for an original', async () => {
  expect(headersOf(await askUntilHit('/a.jpg'))).toMatchInlineSnapshot(`
    "200
    accept-ranges: bytes
    cache-control: public, max-age=3600
    cache-status: signet; hit
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: image/jpeg
    cross-origin-resource-policy: cross-origin
    etag: "…"
    server-timing: auth;dur=…, cache;dur=…
    x-content-type-options: nosniff
    x-ip: 0
    x-ip-info: osz=…; ofmt=jpeg"
  `)
})

it('has exactly these headers: 200 for one network and a limited time', async () => {
  await askUntilHit('/a.jpg?width=20')
  const expire = Math.floor(Date.now() / 1000) + 1000
  const answer = await ask(`/a.jpg?width=20&expire=${expire}&ip=203.0.113.0/24`, [
    'CF-Connecting-IP: 203.0.113.7',
  ])
  expect(headersOf(answer).replace(/max-age=(?:1000|99\d)$/m, 'max-age=…')).toMatchInlineSnapshot(`
    "200
    accept-ranges: bytes
    cache-control: private, max-age=…
    cache-status: signet; hit
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: image/jpeg
    cross-origin-resource-policy: cross-origin
    etag: "…"
    server-timing: auth;dur=…, cache;dur=…
    x-content-type-options: nosniff
    x-ip: 1
    x-ip-info: osz=…; odim=20x13; ofmt=jpeg"
  `)
})

it('has exactly these headers: 304', async () => {
  expect(headersOf(await askUntilHit('/a.jpg?width=20', 'If-None-Match: *'))).toMatchInlineSnapshot(`
    "304
    accept-ranges: bytes
    cache-control: public, max-age=3600
    cache-status: signet; hit
    content-security-policy: default-src 'none'; sandbox
    content-type: image/jpeg
    cross-origin-resource-policy: cross-origin
    etag: "…"
    server-timing: auth;dur=…, cache;dur=…
    x-content-type-options: nosniff
    x-ip: 1
    x-ip-info: osz=…; odim=20x13; ofmt=jpeg"
  `)
})

it('has exactly these headers: 206', async () => {
  expect(headersOf(await askUntilHit('/a.jpg', 'Range: bytes=0-9'))).toMatchInlineSnapshot(`
    "206
    accept-ranges: bytes
    cache-control: public, max-age=3600
    cache-status: signet; hit
    content-length: of the body
    content-range: bytes 0-9/…
    content-security-policy: default-src 'none'; sandbox
    content-type: image/jpeg
    cross-origin-resource-policy: cross-origin
    etag: "…"
    server-timing: auth;dur=…, cache;dur=…
    x-content-type-options: nosniff
    x-ip: 0
    x-ip-info: osz=…; ofmt=jpeg"
  `)
})

it.each(['Range: bytes=0-9', 'Range: bytes=999999-', 'Accept: */*'])(
  'has exactly these headers: 200 for HEAD with %s, like GET',
  async (header) => {
    const [get, head] = [await askUntilHit('/a.jpg'), await ask('/a.jpg', [header], 'HEAD')]
    expect([head.status, head.body.length]).toEqual([200, 0])
    const length = `content-length: ${get.body.length}`
    expect(headersOf(head).replace(length, 'content-length: of the body')).toBe(headersOf(get))
  },
)

it('has exactly these headers: 204 for a preflight', async () => {
  const answer = await worker.send({
    method: 'OPTIONS',
    target: '/shared/a.jpg',
    headers: ['Origin: https://shop.example', 'Access-Control-Request-Method: GET'],
  })
  expect(headersOf(answer)).toMatchInlineSnapshot(`
    "204
    access-control-allow-headers: Range, If-None-Match
    access-control-allow-methods: GET, HEAD
    access-control-allow-origin: https://shop.example
    access-control-max-age: 86400
    content-security-policy: default-src 'none'; sandbox
    vary: Origin
    x-content-type-options: nosniff"
  `)
})

it('has exactly these headers: 200 for /health', async () => {
  expect(headersOf(await worker.send('/health'))).toMatchInlineSnapshot(`
    "200
    cache-control: no-store
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: text/plain
    x-content-type-options: nosniff"
  `)
})

it('has exactly these headers: 403', async () => {
  expect(headersOf(await worker.send('/a.jpg'))).toMatchInlineSnapshot(`
    "403
    cache-control: no-store
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: application/problem+json
    x-content-type-options: nosniff
    x-ip-error: forbidden"
  `)
})

it('has exactly these headers: 410', async () => {
  expect(headersOf(await ask('/a.jpg?expire=1000000000'))).toMatchInlineSnapshot(`
    "410
    cache-control: no-store
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: application/problem+json
    x-content-type-options: nosniff
    x-ip-error: expired"
  `)
})

it('has exactly these headers: 400', async () => {
  expect(headersOf(await ask('/a.jpg?width=0'))).toMatchInlineSnapshot(`
    "400
    cache-control: no-store
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: application/problem+json
    x-content-type-options: nosniff
    x-ip-error: bad-parameter"
  `)
})

it('has exactly these headers: 404', async () => {
  expect(headersOf(await ask('/none.jpg'))).toMatchInlineSnapshot(`
    "404
    cache-control: no-store
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: application/problem+json
    x-content-type-options: nosniff
    x-ip-error: not-found"
  `)
})

it('has exactly these headers: 405', async () => {
  expect(headersOf(await ask('/a.jpg', [], 'PUT'))).toMatchInlineSnapshot(`
    "405
    allow: GET, HEAD
    cache-control: no-store
    content-length: of the body
    content-security-policy: default-src 'none'; sandbox
    content-type: application/problem+json
    x-content-type-options: nosniff
    x-ip-error: method-not-allowed"
  `)
})

it('has exactly these headers: 416', async () => {
  expect(headersOf(await askUntilHit('/a.jpg', 'Range: bytes=999999-'))).toMatchInlineSnapshot(`
    "416
    cache-control: no-store
    cache-status: signet; hit
    content-length: of the body
    content-range: bytes */…
    content-security-policy: default-src 'none'; sandbox
    content-type: application/problem+json
    server-timing: auth;dur=…, cache;dur=…
    x-content-type-options: nosniff
    x-ip-error: bad-range"
  `)
})

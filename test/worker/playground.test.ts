import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  type Catalog,
  ENDPOINTS,
  MAX_UPLOAD,
  type PlanAnswer,
  type Problem,
  type SignAnswer,
  type UploadAnswer,
} from '../../playground/protocol.ts'
import { type Bundle, removeBundle } from '../support/worker/bundle.ts'
import { makeDevelopmentBundle } from '../support/worker/development-bundle.ts'
import { attacks, OWN } from '../support/worker/playground-attacks.ts'
import { playgroundClient, sendTo } from '../support/worker/playground-client.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

/** Port that the Worker is configured for. In this test it listens on another port. */
const PORT = 8787
const HOST = `127.0.0.1:${PORT}`

const VARIABLES = {
  SIGNING_KEYS,
  ENVIRONMENT: 'development',
  PLAYGROUND_PORT: String(PORT),
  DEV_ORIGIN: 'http://127.0.0.1:1/',
  PLAYGROUND_PICTURES: '[{"path":"a.jpg","bytes":5}]',
  hosts: ['img.example.com'],
  zones: {
    images: {
      prefix: '/',
      source: 'r2:IMAGES/pictures/',
      presets: { card: { width: 40, height: 30, fit: 'cover', lock: true } },
    },
    shop: { prefix: '/shop/', source: 'r2:IMAGES/shop/', schemes: ['keycdn-image'] },
  },
  KEYCDN_SECRET: 'a secret of KeyCDN',
}

let bundle: Bundle
let worker: Worker
let call: ReturnType<typeof playgroundClient>
let photo: Buffer

beforeAll(async () => {
  bundle = await makeDevelopmentBundle(inject('bundle'))
  worker = await startWorker(bundle, VARIABLES)
  photo = await readFile('test/golden/photo.jpg,width=150.jpeg')
  for (const name of ['samples/a b.jpg', 'samples/notes.txt', 'private/c.jpg'])
    await worker.bucket.put(`pictures/${name}`, photo)
  call = playgroundClient(worker.port, HOST)
})

afterAll(async () => {
  await worker.close()
  await removeBundle(bundle)
})

describe('the page', () => {
  test.each(['GET', 'HEAD'])('is at / for a loopback host: %s', async (method) => {
    const { status, headers, body } = await sendTo(worker.port, '/', { method, host: HOST })
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'text/html;charset=utf-8',
    })
    expect(body.includes('Signet playground')).toBe(method === 'GET')
  })

  test.each([
    ['another host', '/', { method: 'GET', host: `evil.test:${PORT}` }],
    ['another port', '/', { method: 'GET', host: '127.0.0.1:1' }],
    ['a query', '/?a=1', { method: 'GET', host: HOST }],
    ['another path', '/playground/', { method: 'GET', host: HOST }],
    ['POST', '/', { host: HOST }],
  ])('is not sent for %s', async (_, path, request) => {
    const { status, body } = await sendTo(worker.port, path, request)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body.toString()).not.toContain('Signet playground')
  })
})

describe('every endpoint refuses', () => {
  test.each(attacks(PORT))('%s', async (_, attack, message) => {
    for (const path of Object.values(ENDPOINTS)) {
      const { status, headers, ...answer } = await sendTo(worker.port, path, { host: HOST, ...attack })
      expect({ status, type: headers['content-type'] }).toEqual({
        status: 403,
        type: 'application/problem+json',
      })
      expect(answer.json()).toMatchObject({ code: 'forbidden', detail: expect.stringMatching(message) })
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })
})

describe('the body of a request', () => {
  test.each([
    ['that is no JSON', '{', 'the body is not JSON'],
    ['of another shape', '{"targets":3}', /^the body: targets: /],
    ['with too many targets', JSON.stringify({ targets: Array(65).fill('/a') }), /targets: at most 64/],
    ['that is too long', 'x'.repeat(65_537), 'the body has more than 65536 bytes'],
  ])('%s is refused', async (_, body, detail) => {
    const answer = await call('sign', body)
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'bad-parameter', detail: expect.stringMatching(detail) })
  })
})

test('the catalog contains pictures, zones and key ids, and no secret', async () => {
  const { headers, body, ...answer } = await call('catalog', {})
  expect(answer.json()).toEqual({
    pictures: [
      { path: '/samples/a%20b.jpg', bytes: photo.length },
      { path: '/origin/a.jpg', bytes: 5 },
    ],
    zones: [
      {
        name: 'images',
        prefix: '/',
        schemes: ['hmac'],
        originals: 'implicit',
        mandatory: [],
        presets: { card: 'width=40&height=30&fit=cover' },
      },
      expect.objectContaining({ name: 'shop', schemes: ['keycdn-image'] }),
      expect.objectContaining({ name: 'origin', prefix: '/origin/' }),
    ],
    keys: ['test'],
  })
  expect(headers['cache-control']).toBe('no-store')
  expect(body.toString()).not.toContain('secret')
})

test('each target is signed, or refused like in the product', async () => {
  const good = '/samples/a%20b.jpg?width=80&widths=40,80'
  const targets = [
    good,
    '/a.jpg?preset=card&width=9',
    '/a.jpg?preset=cart',
    '/a.jpg?width=0',
    '/a b.jpg',
    '/a.jpg?width=9&token=x',
    '/a.jpg?olurl=https://x.example/a.png',
    '/a.jpg?kid=other',
    '/shop/a.jpg?width=9',
    'a.jpg',
  ]
  const [first, ...others] = (await call('sign', { targets })).json<SignAnswer>().results
  expect(first).toEqual({
    url: expect.stringMatching(/^\/samples\/a%20b\.jpg\?width=80&widths=40,80&token=[\w-]{43}$/),
    message: 'signet-v1\n/samples/a%20b.jpg\nwidth=80&widths=40,80',
    keyId: 'test',
  })
  expect(others.map((other) => 'code' in other && `${other.code}: ${other.detail}`)).toEqual([
    expect.stringMatching(/^bad-parameter: .*width.*card/),
    'bad-parameter: unknown preset cart',
    expect.stringMatching(/^bad-parameter: width must be/),
    expect.stringMatching(/^bad-url: the path has " "/),
    'bad-parameter: the target already has a token: remove it',
    expect.stringMatching(/^bad-parameter: olurl must begin/),
    'bad-parameter: kid must be one of test, got other',
    expect.stringMatching(/^bad-parameter: the zone shop accepts keycdn-image, not hmac/),
    'bad-parameter: the target must start with /',
  ])
  const made = await sendTo(worker.port, `${first && 'url' in first ? first.url : ''}&w=40`, {
    method: 'GET',
    host: HOST,
  })
  expect([made.status, made.headers['x-ip-info']]).toEqual([200, expect.stringContaining('odim=40x')])
})

describe('an upload', () => {
  const stored = async () => (await worker.bucket.list({ prefix: 'pictures/uploads/' })).objects

  test('is stored below uploads under a name that contains a hash of its content', async () => {
    const search = `?name=${encodeURIComponent('../Été 1.PNG')}`
    const { path } = (await call('upload', photo, search)).json<UploadAnswer>()
    expect(path).toMatch(/^\/uploads\/%C3%89t%C3%A9-1\.[0-9a-f]{8}\.jpg$/)
    expect((await call('upload', photo, search)).json()).toEqual({ path })
    const objects = await stored()
    expect(objects.map(({ key }) => key)).toEqual([`pictures${decodeURIComponent(path)}`])
    const object = await worker.bucket.get(`pictures${decodeURIComponent(path)}`)
    expect(Buffer.from((await object?.arrayBuffer()) ?? [])).toEqual(photo)
    expect(object?.httpMetadata).toMatchObject({ contentType: 'image/jpeg' })
    const { pictures } = (await call('catalog', {})).json<Catalog>()
    expect(pictures.map((picture) => picture.path)).toEqual(['/samples/a%20b.jpg', path, '/origin/a.jpg'])
    const changed = Buffer.concat([photo, Buffer.from('more')])
    expect((await call('upload', changed, search)).json<UploadAnswer>().path).not.toBe(path)
  })

  test.each([
    ['text', () => Buffer.from('hello'), 415, /upload one of: jpeg, png, webp, avif, (?:heic, )?gif$/],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415, /^SVG images are not/],
    ['a cut picture', () => photo.subarray(0, 100), 422, /./],
    ['no bytes', () => Buffer.alloc(0), 415, /not a known image format/],
  ] as const)('is refused and not stored: %s', async (_, bytes, status, detail) => {
    const before = (await stored()).length
    const answer = await call('upload', bytes(), '?name=a.jpg')
    expect(answer.status).toBe(status)
    expect(answer.json<Problem>().detail).toMatch(detail)
    expect((await stored()).length).toBe(before)
  })
})

test('an upload that is too long is refused before it is sent', async () => {
  const headers = { ...OWN, 'content-length': String(MAX_UPLOAD + 1) }
  const answer = await sendTo(worker.port, `${ENDPOINTS.upload}?name=a.jpg`, { host: HOST, headers })
  expect(answer.status).toBe(413)
  expect(answer.json<Problem>().detail).toMatch(/may have at most 52428800 bytes/)
})

test('an upload of unknown length is refused', async () => {
  const headers = { ...OWN, 'transfer-encoding': 'chunked' }
  const answer = await sendTo(worker.port, `${ENDPOINTS.upload}?name=a.jpg`, { host: HOST, headers }, photo)
  expect(answer.status).toBe(400)
  expect(answer.json<Problem>().detail).toBe('the upload needs a Content-Length')
})

describe('a plan', () => {
  const planOf = async (target: string, accept?: string) =>
    (await call('plan', { target, ...(accept !== undefined && { accept }) })).json<PlanAnswer>()

  test('contains source, sizes, steps, output and memory', async () => {
    expect(await planOf('/samples/a%20b.jpg?width=15&blur=2&format=auto', 'image/webp')).toEqual({
      source: {
        format: 'jpeg',
        width: 150,
        height: 100,
        bytes: photo.length,
        orientation: 1,
        alpha: false,
        defaultFormat: 'jpeg',
      },
      original: false,
      transform: {
        decodeScale: 2,
        decoded: { width: 38, height: 25 },
        crop: { x: 0, y: 0, width: 38, height: 25 },
        resized: { width: 15, height: 10 },
        planar: false,
        steps: [{ name: 'blur', detail: 'sigma 2' }],
        overlays: [],
        output: { format: 'webp', width: 15, height: 10, settings: expect.stringMatching(/^quality \d+$/) },
        memory: { planned: expect.any(Number), kernel: expect.any(Number), budget: 100_000_000 },
        mayKeepSource: false,
      },
    })
  })

  test.each([
    ['flop=1', 'mirrored'],
    ['flip=1', 'top to bottom'],
    ['rotate=90', 'a quarter clockwise'],
    ['rotate=-90', 'a quarter counterclockwise'],
    ['rotate=180', 'half a turn'],
    ['rotate=90&flop=1', expect.stringMatching(/^axes exchanged/)],
  ])('explains for %s: %s', async (query, detail) => {
    const { transform } = await planOf(`/samples/a%20b.jpg?width=40&${query}`)
    expect(transform?.steps).toEqual([{ name: 'turn', detail }])
  })

  test('contains the position of each overlay', async () => {
    const logo = '/samples/a%20b.jpg'
    const query = `width=60&olurl=${logo}&olscale=50&ol2url=${logo}&ol2width=15&ol2rotate=90&ol2blend=screen&ol2repeat=1`
    const { transform } = await planOf(`/samples/a%20b.jpg?${query}`)
    expect(transform?.overlays).toEqual([
      { layer: 1, x: 15, y: 10, width: 30, height: 20 },
      { layer: 2, x: 25, y: 13, width: 10, height: 15, detail: 'rotated by 90°, screen, repeated' },
    ])
  })

  test('is made after an analysis', async () => {
    const { transform } = await planOf('/samples/a%20b.jpg?width=40&height=40&crop=smart')
    expect(transform?.output).toMatchObject({ format: 'jpeg', width: 40, height: 40 })
    expect(transform?.planar).toBe(true)
  })

  test('contains only the source of an original', async () => {
    expect(await planOf('/samples/a%20b.jpg')).toEqual({
      source: expect.objectContaining({ format: 'jpeg' }),
      original: true,
    })
  })

  test('is refused like the picture', async () => {
    expect(await planOf('/nope.jpg?width=9')).toMatchObject({ status: 404, code: 'not-found' })
    expect(await planOf('/samples/a%20b.jpg?width=9000')).toMatchObject({ code: 'too-large' })
  })
})

test('a measurement makes the picture each time and contains the stages', async () => {
  for (let times = 0; times < 2; times++) {
    const { status, headers, body } = await call('measure', {
      target: '/samples/a%20b.jpg?width=60&format=auto',
      accept: 'image/webp',
    })
    expect([status, headers['content-type']]).toEqual([200, 'image/webp'])
    expect(headers['server-timing']).toMatch(/decode;dur=.*encode;dur=/)
    expect(body.subarray(8, 12).toString()).toBe('WEBP')
  }
})

test('a URL with any host is explained', async () => {
  const url = 'https://img.example.com/a.jpg?width=9&token=wrong'
  expect((await call('explain', { url })).json()).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ mark: 'FAIL', rule: 'token' })]),
    signed: 'signet-v1\n/a.jpg\nwidth=9',
    failed: { rule: 'token', status: 403 },
  })
})

test('the page of a refusal links to the playground', async () => {
  const headers = { accept: 'text/html' }
  const { body } = await sendTo(worker.port, '/a.jpg?width=9', { method: 'GET', host: HOST, headers })
  const view = encodeURIComponent(`http://${HOST}/a.jpg?width=9`)
  expect(body.toString()).toContain(`href="http://${HOST}/#why=${view}"`)
})

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ERRORS } from '../../src/errors.ts'
import { signKeycdnImage } from '../../src/signing/auth/keycdn-image.ts'
import { MAX_URL_LENGTH } from '../../src/signing/url/wire.ts'
import type { RawRequest } from '../support/worker/exchange.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const zone = (changes: Record<string, string>) => ({
  images: { prefix: '/', source: 'r2:IMAGES', ...changes },
})
const [, key = ''] = SIGNING_KEYS.split(':')

const REQUESTS: readonly [string, (signed: string) => RawRequest][] = [
  ['a signed URL', (target) => ({ target })],
  ['a signed URL, HEAD', (target) => ({ target, method: 'HEAD' })],
  ['a signed URL, known', (target) => ({ target, headers: ['If-None-Match: *'] })],
  ['an unsigned URL', () => ({ target: '/a.jpg' })],
  ['a preflight', (target) => ({ target, method: 'OPTIONS', headers: ['Origin: https://shop.example'] })],
  ['another method', (target) => ({ target, method: 'POST' })],
  ['/health', () => ({ target: '/health' })],
  ['/', () => ({ target: '/' })],
  ['no canonical URL', () => ({ target: '//a/../b' })],
  ['a long URL', () => ({ target: `/${'a'.repeat(MAX_URL_LENGTH)}` })],
]

// One configuration of each kind. The others are in config.test.ts.
describe.each<[string, Parameters<typeof startWorker>[1], string]>([
  ['no key', { zones: zone({}) }, 'SIGNING_KEYS is not set'],
  ['a placeholder for a key', { zones: zone({}), SIGNING_KEYS: 'k1:REPLACE_ME' }, 'SIGNING_KEYS: '],
  [
    'a zone that is misspelt',
    { zones: zone({ prefx: '/' }), SIGNING_KEYS },
    'zones.images: unknown field prefx; did you mean prefix?',
  ],
  [
    'a bucket that is not bound',
    { zones: zone({ source: 'r2:OTHER' }), SIGNING_KEYS },
    'zones.images.source: no R2 binding is named OTHER: add it to r2_buckets',
  ],
  [
    'an origin that is not public',
    { zones: zone({ source: 'http://127.0.0.1/' }), SIGNING_KEYS },
    'zones.images.source: ',
  ],
])('a configuration with %s', (_, variables, rule) => {
  let worker: Worker
  let signed: string

  beforeAll(async () => {
    worker = await startWorker(inject('bundle'), variables)
    await worker.bucket.put('a.jpg', 'some bytes')
    signed = await sign('/a.jpg')
  })

  afterAll(() => worker.close())

  it.each(REQUESTS)('is answered with a bare 500: %s', async (_, request) => {
    const sent = request(signed)
    const { status, headers, body } = await worker.send(sent)
    const { title } = ERRORS.misconfigured
    expect(status).toBe(500)
    expect(headers.has('signet-reason')).toBe(false)
    const problem = JSON.stringify({ title, status, code: 'misconfigured' })
    expect(body.toString()).toBe(sent.method === 'HEAD' ? '' : problem)
  })

  it('logs the rule and no key', async () => {
    await expect.poll(() => worker.lines.length).toBe(REQUESTS.length)
    for (const { code, reason } of worker.lines) {
      expect(code).toBe('misconfigured')
      expect(reason).toContain(rule)
    }
    const log = JSON.stringify(worker.lines) + worker.logs.join('\n')
    expect(log).not.toContain(key)
    expect(log).not.toContain('REPLACE_ME')
    expect(log).not.toContain('token=')
  })
})

describe('a weak secret of another service', () => {
  let worker: Worker

  beforeAll(async () => {
    worker = await startWorker(inject('bundle'), {
      SIGNING_KEYS,
      KEYCDN_SECRET: 'x',
      zones: {
        images: { prefix: '/', source: 'r2:IMAGES' },
        old: { prefix: '/old/', source: 'r2:IMAGES', schemes: ['hmac', 'keycdn-image'] },
      },
    })
    await worker.bucket.put('a.jpg', 'some bytes')
  })

  afterAll(() => worker.close())

  it.each([
    ['with a native token', () => sign('/old/a.jpg')],
    [
      'with a token of the secret',
      () => sign('/old/a.jpg', (path, query) => signKeycdnImage('x', path, query)),
    ],
    ['without a token', async () => '/old/a.jpg'],
  ])('fails its zone for a URL %s', async (_, targetOf) => {
    const { status, headers, body } = await worker.send({ target: await targetOf() })
    expect({ status, code: headers.get('x-ip-error') }).toEqual({ status: 500, code: 'misconfigured' })
    expect(body.toString()).not.toContain('KEYCDN')
  })

  it('fails no other zone, and is logged', async () => {
    expect((await worker.send({ target: '/health' })).status).toBe(200)
    expect((await worker.send({ target: '/a.jpg' })).status).toBe(403)
    expect((await worker.send({ target: await sign('/a.jpg') })).status).toBe(415)
    await expect
      .poll(() => worker.logs.join('\n'))
      .toContain('zones.old answers 500: KEYCDN_SECRET needs at least 16 characters, and has 1')
  })
})

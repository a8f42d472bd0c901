import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SourceRules } from '../../../../src/edge/source/kind.ts'
import { configuredSource } from '../../../../src/edge/source/kinds.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'
import { type ForeignStore, startForeignStore } from '../../../support/worker/foreign-store.ts'

const RULES: SourceRules = {
  ownHost: 'img.example.com',
  development: true,
  maxBytes: 1000,
  timeout: 5000,
  totalTimeout: 60_000,
}
const never = new AbortController().signal

let store: ForeignStore
beforeAll(async () => {
  store = await startForeignStore()
})
afterAll(() => store.close())

const reading = (path = '', secret = store.credentials) =>
  configuredSource(
    { source: `s3:${store.url}${path}`, credentials: { secret: 'STORE', region: 'eu-central-1' } },
    { STORE: secret },
    RULES,
  )

async function read(path: string, source = reading()): Promise<string> {
  return new Response((await source.open(path, never)).body).text()
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

const KEYS = [
  'a.jpg',
  'a b/ü.jpg',
  'a+b.jpg',
  'a%20b.jpg',
  '100%.jpg',
  "~x!'()*.jpg",
  'a=b&c;d,e@f:g$.jpg',
  '日本/é.png',
  '😀.jpg',
]

describe('a store other than R2', () => {
  it.each(KEYS)('accepts the signature for the key %s and returns that object', async (key) => {
    await store.put(key, `bytes of ${key}`, { 'cache-control': 'max-age=60' })
    const { body, ...rest } = await reading().open(key, never)
    expect(await new Response(body).text()).toBe(`bytes of ${key}`)
    const size = Buffer.byteLength(`bytes of ${key}`)
    expect(rest).toMatchObject({ size, etag: `"${md5(`bytes of ${key}`)}"`, maxAge: 60 })
  })

  it('serves one source many times, concurrently and in turn', async () => {
    const source = reading('a b/')
    await Promise.all(KEYS.map((key) => store.put(`a b/${key}`, key)))
    expect(await Promise.all(KEYS.map((key) => read(key, source)))).toEqual(KEYS)
    for (const key of KEYS) expect(await read(key, source)).toBe(key)
  })

  it('reports if an object has changed', async () => {
    const { open } = reading()
    await store.put('changing.jpg', 'first')
    const first = await open('changing.jpg', never)
    expect(await new Response(first.body).text()).toBe('first')
    expect(await open('changing.jpg', never, first)).toMatchObject({ unchanged: true, etag: first.etag })
    await store.put('changing.jpg', 'second')
    const second = await open('changing.jpg', never, first)
    expect(await new Response(second.body).text()).toBe('second')
    await store.delete('changing.jpg')
    await expect(open('changing.jpg', never, first)).rejects.toMatchObject({ source: 'gone' })
  })

  it('never gets an unsigned request', async () => {
    expect((await fetch(`${store.url}a.jpg`)).status).toBe(401)
    for (const { authorization } of store.requests) expect(authorization).toMatch(/^AWS4-HMAC-SHA256 /)
  })
})

const ADVICE =
  'check the credentials and their permissions; without permission to list, a missing object has this status, too'

describe('an error of another store', () => {
  it('is recognized: the object does not exist', async () => {
    await expect(read('missing.jpg')).rejects.toThrow(failure('not-found'))
  })

  it.each<[string, string, string | undefined, string]>([
    ['no such bucket', '../nowhere/', undefined, 'the store answers 404 NoSuchBucket: check the bucket'],
    ['another secret', '', 'S3RVER:other', `the store answers 403 SignatureDoesNotMatch: ${ADVICE}`],
    ['an unknown key', '', 'OTHER:S3RVER', `the store answers 403 InvalidAccessKeyId: ${ADVICE}`],
  ])('is recognized: %s', async (_, path, secret, reason) => {
    await store.put('a.jpg', 'bytes')
    await expect(read('a.jpg', reading(path, secret))).rejects.toThrow(silentFailure('bad-origin', reason))
  })

  it('is recognized: the object is too large', async () => {
    await store.put('large.jpg', 'x'.repeat(1001))
    await expect(read('large.jpg')).rejects.toThrow(failure('source-too-large'))
  })
})

import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { cacheKey } from '../../../src/edge/cache/key.ts'
import { storeKey } from '../../../src/edge/cache/r2-store.ts'
import { derivedTag } from '../../../src/edge/cache/stored-tag.ts'
import { openEntityTag } from '../../../src/edge/http/entity-tag.ts'
import { importKey } from '../../../src/signing/auth/hmac.ts'
import { parseKeys } from '../../../src/signing/auth/keys.ts'
import { createPathCipher } from '../../../src/signing/sdk/path.ts'
import { stateOf, TIERED_CACHE } from '../../support/worker/tiered-cache.ts'
import { KEY, SIGNING_KEYS, startWorker, type Worker } from '../../support/worker/worker.ts'

/** Key of another user who signs in the same Worker. */
const OTHER_KEY = `other:${Buffer.from(KEY.map((byte) => byte ^ 2)).toString('base64url')}`
const BOTH_KEYS = `${SIGNING_KEYS},${OTHER_KEY}`
const PATH_KEYS = `p1:${Buffer.from(KEY.map((byte) => byte ^ 4)).toString('base64url')}`
const ZONE = { max_age: 86_400, generation: '' }
const BOX = '16,16,48,16'
const SECRET_NUMBER = 4217
const SECRET_NAME = '2026/invoice-0731.png'

let worker: Worker
let hidden: string

/** Returns a ticket whose number is drawn as bits in the redacted box. */
async function ticket(number: number): Promise<Uint8Array<ArrayBuffer>> {
  const data = Buffer.alloc(80 * 48, 255)
  for (let bit = 0; bit < 14; bit++)
    if ((number >> bit) & 1) data.fill(0, 80 * 20 + 18 + 3 * bit, 80 * 20 + 20 + 3 * bit)
  return Uint8Array.from(
    await sharp(data, { raw: { width: 80, height: 48, channels: 1 } })
      .png()
      .toBuffer(),
  )
}

const variables = (keys: string, tiered = false) => ({
  SIGNING_KEYS: keys,
  PATH_KEYS,
  cache: { tiered },
  zones: {
    vault: { prefix: '/vault/', source: 'r2:IMAGES/originals/', encrypted: true, ...ZONE },
    tickets: {
      prefix: '/tickets/',
      source: 'r2:IMAGES/tickets/',
      presets: { covered: { redact: BOX } },
      mandatory: ['covered'],
      ...ZONE,
    },
  },
})

const buckets = ['IMAGES', 'DERIVATIVES']
const TICKET = '/tickets/a.png?format=png'
const TICKET_SOURCE = 'r2:IMAGES/tickets/a.png'
const TICKET_INTENT = `redact=${BOX}&format=png&keep-smaller=0&transcode=0`

/** Returns the tag that clients get for a stored tag, from a Worker with these keys. */
async function sentBy(keys: string, stored: string): Promise<string> {
  const opened = await Promise.all(parseKeys(keys).map(({ id, bytes }) => importKey(id, bytes)))
  return (await openEntityTag(opened))(stored)
}

beforeAll(async () => {
  worker = await startWorker(inject('bundle'), variables(BOTH_KEYS), { buckets })
  await worker.bucket.put(`originals/${SECRET_NAME}`, await ticket(1))
  await worker.bucket.put('tickets/a.png', await ticket(SECRET_NUMBER))
  hidden = await createPathCipher({ key: PATH_KEYS, prefix: '/vault/' }).encrypt(`/vault/${SECRET_NAME}`)
})

afterAll(() => worker.close())

/** Returns R2's entity tag of an object. */
const r2Tag = (bytes: Uint8Array) => `"${createHash('md5').update(bytes).digest('hex')}"`

/** Returns the stored tag for a guess, which anybody can compute. */
async function tagOf(bytes: Uint8Array, source: string, intent: string | undefined): Promise<string> {
  const key = cacheKey('https://attacker.invalid', [source], intent, ZONE)
  return (await derivedTag([r2Tag(bytes)], key)) ?? ''
}

async function storedTags(): Promise<readonly string[]> {
  const { objects } = await (await worker.bucketOf('DERIVATIVES')).list({ include: ['customMetadata'] })
  return objects.map(({ customMetadata }) => decodeURIComponent(customMetadata?.['etag'] ?? ''))
}

/** Expects the tag from a Worker with both keys. One key is not enough to compute it. */
async function expectSent(etag: string | null, stored = ''): Promise<void> {
  expect(etag).toBe(await sentBy(BOTH_KEYS, stored))
  for (const keys of [SIGNING_KEYS, OTHER_KEY]) expect(etag).not.toBe(await sentBy(keys, stored))
}

describe('an entity tag', () => {
  it('confirms no guess of the name of a hidden image', async () => {
    const { status, headers, body } = await worker.get(hidden)
    expect(status).toBe(200)
    const guesses = Array.from({ length: 1000 }, (_, at) => `2026/invoice-${String(at).padStart(4, '0')}.png`)
    const tags = await Promise.all(
      guesses.map((guess) => tagOf(body, `r2:IMAGES/originals/${guess}`, undefined)),
    )
    expect(tags.indexOf(headers.get('etag') ?? '')).toBe(-1)
    // The right guess gives the tag that is stored.
    await expect.poll(storedTags).toContain(tags[guesses.indexOf(SECRET_NAME)])
    await expectSent(headers.get('etag'), tags[guesses.indexOf(SECRET_NAME)])
  })

  it('confirms no guess of redacted pixels', async () => {
    const { status, headers } = await worker.get(TICKET)
    expect(status).toBe(200)
    const numbers = Array.from({ length: 300 }, (_, at) => SECRET_NUMBER - 150 + at)
    const tags = await Promise.all(
      numbers.map(async (number) => tagOf(await ticket(number), TICKET_SOURCE, TICKET_INTENT)),
    )
    expect(new Set(tags).size).toBe(300)
    expect(tags.indexOf(headers.get('etag') ?? '')).toBe(-1)
    await expect.poll(storedTags).toContain(tags[numbers.indexOf(SECRET_NUMBER)])
    await expectSent(headers.get('etag'), tags[numbers.indexOf(SECRET_NUMBER)])
  })
})

describe('an image that an earlier version stored', () => {
  const body = Buffer.from('the bytes of an earlier version')
  let etag: string

  /** Writes an entry of the bucket in the form that it had before tags were keyed. */
  async function store(name: string, tag: string): Promise<void> {
    const source = `r2:IMAGES/tickets/${name}`
    const key = await storeKey(cacheKey('https://any.invalid', [source], TICKET_INTENT, ZONE))
    const now = Math.floor(Date.now() / 1000)
    await (await worker.bucketOf('DERIVATIVES')).put(key, Uint8Array.from(body), {
      httpMetadata: { contentType: 'image/png' },
      customMetadata: {
        source: encodeURIComponent(source),
        etag: encodeURIComponent(tag),
        until: String(now + 1000),
        checked: String(now),
        made: String(now),
        validators: encodeURIComponent(JSON.stringify([['"1"', null]])),
        processed: '1',
        info: 'osz=31; odim=80x48; ofmt=png',
      },
    })
  }

  const ask = (headers: Record<string, string>, method = 'GET', name = 'old.png') =>
    worker.get(`/tickets/${name}?format=png`, { method, headers })

  beforeAll(async () => {
    await store('old.png', '"0123456789abcdefghijkl"')
    await store('weak.png', 'W/"0123456789abcdefghijkl"')
    etag = await sentBy(BOTH_KEYS, '"0123456789abcdefghijkl"')
  })

  it('is served unchanged with the keyed tag', async () => {
    const { status, headers, body: sent } = await ask({})
    expect([status, headers.get('cache-status'), headers.get('etag')]).toEqual([200, 'signet; hit', etag])
    expect(sent.equals(body)).toBe(true)
    const weak = await ask({}, 'GET', 'weak.png')
    expect(weak.headers.get('etag')).toBe(`W/${etag}`)
  })

  it.each<[number, string, (tag: string) => Record<string, string>, string, string, number]>([
    [304, 'the tag', (tag) => ({ 'if-none-match': tag }), 'GET', 'old.png', 0],
    [304, 'the weak tag', (tag) => ({ 'if-none-match': `W/${tag}` }), 'GET', 'weak.png', 0],
    [304, 'the tag', (tag) => ({ 'if-none-match': tag }), 'HEAD', 'old.png', 0],
    [304, 'any tag', () => ({ 'if-none-match': '*' }), 'GET', 'old.png', 0],
    [200, 'the stored tag', () => ({ 'if-none-match': '"0123456789abcdefghijkl"' }), 'GET', 'old.png', 31],
    [200, 'nothing', () => ({}), 'HEAD', 'old.png', 0],
    [206, 'a range of the tag', (tag) => ({ range: 'bytes=0-3', 'if-range': tag }), 'GET', 'old.png', 4],
    [
      200,
      'a range of a weak tag',
      (tag) => ({ range: 'bytes=0-3', 'if-range': `W/${tag}` }),
      'GET',
      'weak.png',
      31,
    ],
    [
      200,
      'a range of the stored tag',
      () => ({ range: 'bytes=0-3', 'if-range': '"0123456789abcdefghijkl"' }),
      'GET',
      'old.png',
      31,
    ],
  ])('gives %i for %s, by %3$s', async (expected, _, headersOf, method, name, length) => {
    const { status, headers, body: sent } = await ask(headersOf(etag), method, name)
    expect([status, sent.length]).toEqual([expected, length])
    expect(headers.get('etag')).toBe(name === 'weak.png' ? `W/${etag}` : etag)
  })

  it('gives 416 without a tag for a range outside the image', async () => {
    const { status, headers } = await ask({ range: 'bytes=31-', 'if-range': etag })
    expect([status, headers.get('content-range'), headers.has('etag')]).toEqual([416, 'bytes */31', false])
  })
})

it('a tiered deployment stores the unkeyed tag and sends the keyed tag', async () => {
  const tiered = await startWorker(inject('bundle'), variables(BOTH_KEYS, true), {
    buckets,
    wrapper: TIERED_CACHE,
  })
  onTestFinished(() => tiered.close())
  const image = await ticket(SECRET_NUMBER)
  await tiered.bucket.put('tickets/a.png', image)
  const stored = await tagOf(image, TICKET_SOURCE, TICKET_INTENT)
  const etag = await sentBy(BOTH_KEYS, stored)
  for (const outcome of ['signet; fwd=uri-miss; stored', 'signet; hit']) {
    const { status, headers } = await tiered.get(TICKET)
    expect([status, headers.get('etag'), headers.get('cache-status')]).toEqual([200, etag, outcome])
  }
  const { runs, kept } = await stateOf(tiered)
  expect([runs, kept.map(({ headers }) => headers['etag'])]).toEqual([1, [stored]])
  for (const [asked, status] of [
    [etag, 304],
    [stored, 200],
  ] as const)
    expect((await tiered.get(TICKET, { headers: { 'if-none-match': asked } })).status).toBe(status)
})

it('a new signing key costs each client one 200, and no image is made again', async () => {
  const persist = await mkdtemp(join(tmpdir(), 'signet-'))
  onTestFinished(() => rm(persist, { recursive: true }))
  const sent: string[] = []
  for (const keys of [SIGNING_KEYS, `${OTHER_KEY},${SIGNING_KEYS}`, BOTH_KEYS]) {
    const each = await startWorker(inject('bundle'), variables(keys), { buckets, persist })
    try {
      if (sent.length === 0) await each.bucket.put('tickets/a.png', await ticket(1))
      const [known = '"none"'] = sent
      const { status, headers } = await each.get(TICKET, { headers: { 'if-none-match': known } })
      const etag = headers.get('etag') ?? ''
      const isKnown = etag === known
      expect([status, headers.get('cache-status')]).toEqual([
        isKnown ? 304 : 200,
        sent.length === 0 ? 'signet; fwd=uri-miss; stored' : 'signet; hit',
      ])
      if (sent.length === 0)
        await expect
          .poll(async () => (await (await each.bucketOf('DERIVATIVES')).list()).objects.length)
          .toBe(1)
      sent.unshift(etag)
    } finally {
      await each.close()
    }
  }
  // The last Worker has the same keys in another order.
  expect([sent[0] === sent[1], sent[1] === sent[2]]).toEqual([true, false])
})

import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { derivedTag } from '../../src/cache/etag.ts'
import { cacheKey } from '../../src/cache/key.ts'
import { createPathCipher } from '../../src/sdk/path.ts'
import { KEY, SIGNING_KEYS, startWorker, type Worker } from '../support/worker.ts'

const PATH_KEYS = `p1:${Buffer.from(KEY.map((byte) => byte ^ 4)).toString('base64url')}`
const ZONE = { max_age: 86_400, generation: '' }
const BOX = '16,16,48,16'
const SECRET_NUMBER = 4217
const SECRET_NAME = '2026/invoice-0731.png'

let worker: Worker
let hidden: string

/** A ticket whose number is drawn as bits in the redacted box. */
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

beforeAll(async () => {
  worker = await startWorker(
    inject('bundle'),
    {
      SIGNING_KEYS,
      PATH_KEYS,
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
    },
    { buckets: ['IMAGES', 'DERIVATIVES'] },
  )
  await worker.bucket.put(`originals/${SECRET_NAME}`, await ticket(1))
  await worker.bucket.put('tickets/a.png', await ticket(SECRET_NUMBER))
  hidden = await createPathCipher({ key: PATH_KEYS, prefix: '/vault/' }).encrypt(`/vault/${SECRET_NAME}`)
})

afterAll(() => worker.close())

/** R2's entity tag of an object. */
const r2Tag = (bytes: Uint8Array) => `"${createHash('md5').update(bytes).digest('hex')}"`

/** The tag that the source gives for every guess, by what anybody can compute. */
async function tagOf(bytes: Uint8Array, source: string, intent: string | undefined): Promise<string> {
  const key = cacheKey('https://attacker.invalid', [source], intent, ZONE)
  return (await derivedTag([r2Tag(bytes)], key)) ?? ''
}

async function storedTags(): Promise<readonly string[]> {
  const { objects } = await (await worker.bucketOf('DERIVATIVES')).list({ include: ['customMetadata'] })
  return objects.map(({ customMetadata }) => decodeURIComponent(customMetadata?.['etag'] ?? ''))
}

describe('an entity tag', () => {
  it('confirms no guess at the name of a hidden image', async () => {
    const { status, headers, body } = await worker.get(hidden)
    expect(status).toBe(200)
    const guesses = Array.from({ length: 1000 }, (_, at) => `2026/invoice-${String(at).padStart(4, '0')}.png`)
    const tags = await Promise.all(
      guesses.map((guess) => tagOf(body, `r2:IMAGES/originals/${guess}`, undefined)),
    )
    expect(tags.indexOf(headers.get('etag') ?? '')).toBe(-1)
    // The guesses are right, for the tag that is stored.
    await expect.poll(storedTags).toContain(tags[guesses.indexOf(SECRET_NAME)])
  })

  it('confirms no guess at redacted pixels', async () => {
    const { status, headers } = await worker.get('/tickets/a.png?format=png')
    expect(status).toBe(200)
    const numbers = Array.from({ length: 300 }, (_, at) => SECRET_NUMBER - 150 + at)
    const tags = await Promise.all(
      numbers.map(async (number) =>
        tagOf(await ticket(number), 'r2:IMAGES/tickets/a.png', `redact=${BOX}&format=png`),
      ),
    )
    expect(new Set(tags).size).toBe(300)
    expect(tags.indexOf(headers.get('etag') ?? '')).toBe(-1)
    await expect.poll(storedTags).toContain(tags[numbers.indexOf(SECRET_NUMBER)])
  })
})

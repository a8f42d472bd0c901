import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Answer } from '../support/exchange.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker.ts'

const BOX = { left: 32, top: 16, width: 64, height: 32 }
const SIDES = { width: 160, height: 96 }
const EXTENSIONS = ['png', 'jpg', 'webp'] as const

let worker: Worker

type Extension = (typeof EXTENSIONS)[number]

/** Returns a gradient with a pattern that depends on `number` only inside the box. */
async function ticket(number: number, extension: Extension): Promise<Buffer> {
  const data = Buffer.from(
    Array.from({ length: SIDES.width * SIDES.height * 3 }, (_, at) => 40 + ((at * 7) % 160)),
  )
  for (let row = BOX.top + 4; row < BOX.top + BOX.height - 4; row++)
    for (let bit = 0; bit < 14; bit++)
      if ((number >> bit) & 1)
        data.fill(
          255,
          3 * (row * SIDES.width + BOX.left + 4 * bit),
          3 * (row * SIDES.width + BOX.left + 4 * bit + 3),
        )
  const image = sharp(data, { raw: { ...SIDES, channels: 3 } })
  if (extension === 'jpg') return image.jpeg({ quality: 90 }).toBuffer()
  return extension === 'png' ? image.png().toBuffer() : image.webp({ lossless: true }).toBuffer()
}

beforeAll(async () => {
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    zones: {
      covered: {
        prefix: '/',
        source: 'r2:IMAGES',
        presets: { covered: { redact: Object.values(BOX).join() } },
        mandatory: ['covered'],
      },
    },
  })
  for (const extension of EXTENSIONS)
    for (const number of [1, 8191])
      await worker.bucket.put(`${number}.${extension}`, Uint8Array.from(await ticket(number, extension)))
})

afterAll(() => worker.close())

/** Returns everything in an answer except its times and its keyed tag. */
function told({ status, headers, body }: Answer) {
  const kept = [...headers].filter(([name]) => !['etag', 'server-timing', 'date'].includes(name))
  return [status, Object.fromEntries(kept), body.toString('latin1')]
}

describe.each(EXTENSIONS)('a redacted %s file', (extension) => {
  it.each<[number, string, Record<string, string>]>([
    [200, '', {}],
    [200, 'width=50', {}],
    [200, 'width=50&format=auto', { accept: 'image/webp' }],
    [200, 'format=png', {}],
    [200, 'trim=10', {}],
    [200, 'width=40&height=40&crop=smart', {}],
    [200, 'normalize=1', {}],
    [200, 'blur=8', {}],
    [200, 'output=json', {}],
    [200, 'output=json&width=10', {}],
    [206, 'width=50', { range: 'bytes=5-40' }],
    [416, 'width=50', { range: 'bytes=99999-' }],
    [400, 'metadata=1', {}],
    [400, 'original=1', {}],
    [400, 'page=2', {}],
  ])('gives the same answer %i to %j for any hidden pixels', async (status, query, headers) => {
    const ask = (number: number) => worker.get(`/${number}.${extension}${query && `?${query}`}`, { headers })
    const [one, other] = [await ask(1), await ask(8191)]
    expect(one.status).toBe(status)
    expect(told(one)).toEqual(told(other))
  })

  it('differs in length for different hidden pixels', async () => {
    const lengths = await Promise.all(
      [1, 8191].map(async (number) => (await ticket(number, extension)).length),
    )
    expect(lengths[0]).not.toBe(lengths[1])
  })
})

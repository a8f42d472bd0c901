import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { decoded } from '../../support/picture/decoded.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../../support/worker/worker.ts'

let worker: Worker

beforeAll(async () => {
  worker = await startWorker(inject('bundle'), { ...inject('bundle').variables, SIGNING_KEYS })
})

afterAll(() => worker.close())

async function image(target: string, init?: RequestInit) {
  const answer = await worker.get(target, init)
  expect(answer.status, answer.body.toString('latin1').slice(0, 200)).toBe(200)
  return { ...answer, format: answer.headers.get('content-type'), pixels: await decoded(answer.body) }
}

describe('large sources', () => {
  const pixels = { width: 7000, height: 5000, channels: 3, background: '#336699' } as const

  it.each<[string, (image: Sharp) => Sharp]>([
    ['large.png', (image) => image.png()],
    ['large.webp', (image) => image.webp({ effort: 0 })],
    ['large-lossless.webp', (image) => image.webp({ lossless: true, effort: 0 })],
  ])('are processed if their rows stream, like those of %s', async (name, encode) => {
    await worker.bucket.put(name, await encode(sharp({ create: pixels })).toBuffer())
    expect((await image(`/${name}?width=64`)).pixels.width).toBe(64)
  })

  it('are refused otherwise with the megapixels that would fit', async () => {
    const interlaced = sharp({ create: pixels }).png({ progressive: true })
    await worker.bucket.put('interlaced.png', await interlaced.toBuffer())
    const { status, body } = await worker.get('/interlaced.png?width=64')
    expect(status).toBe(422)
    expect(JSON.parse(body.toString())).toMatchObject({
      code: 'over-budget',
      detail: expect.stringMatching(/^the image has 35\.0 megapixels: at most [0-9.]+ of this kind fit$/),
    })
    for (const asked of ['output=json', 'trim=5', 'crop=smart&width=64&height=64']) {
      const { detail } = JSON.parse((await worker.get(`/interlaced.png?${asked}`)).body.toString())
      expect(detail).toMatch(
        /^(?:output=json|trim|crop=smart): the image has 35\.0 megapixels: at most [0-9.]+ /,
      )
    }
  })
})

describe('an output that does not fit as WebP', () => {
  const background = { r: 40, g: 90, b: 150, alpha: 0.5 }
  const flat = (width: number, height: number, channels: 3 | 4) =>
    sharp({ create: { width, height, channels, background } }).png().toBuffer()
  const negotiated = { headers: { accept: 'image/webp,*/*;q=0.8' } }
  const refusal = async (target: string) => JSON.parse((await worker.get(target)).body.toString())

  it.each([
    ['solid.png', 3, 4300, 'jpeg'],
    ['clear.png', 4, 3600, 'png'],
  ] as const)('gets another format if it is negotiated: %s', async (name, channels, width, expected) => {
    await worker.bucket.put(name, await flat(width, 2800, channels))
    const { format, headers } = await image(`/${name}?format=auto&quality=60&negate=1`, negotiated)
    expect([format, headers.get('vary')]).toEqual([`image/${expected}`, 'Accept'])
    expect(await refusal(`/${name}?format=webp&negate=1`)).toMatchObject({
      code: 'over-budget',
      detail: expect.stringMatching(/: at most \d+x\d+ would fit; format=(?:jpeg|png) would fit$/),
    })
  })

  it('is refused before it is made if its side exceeds that of any format', async () => {
    await worker.bucket.put('line.png', await flat(4500, 4, 3))
    const target = '/line.png?width=9000&dpr=2'
    expect(await refusal(`${target}&format=webp`)).toMatchObject({
      code: 'too-large',
      detail:
        'the output would be 18000x16: as webp at most 16383 pixels a side are allowed; at most 16383x15 would fit; format=jpeg would fit',
    })
    expect((await image(`${target}&format=auto`, negotiated)).format).toBe('image/jpeg')
  })
})

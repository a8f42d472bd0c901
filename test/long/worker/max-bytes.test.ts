import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { rawOf } from '../../support/picture/decoded.ts'
import { makePicture } from '../../support/picture/pictures.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../../support/worker/worker.ts'

const CHROMIUM = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'

let worker: Worker

beforeAll(async () => {
  const presets = { mail: { format: 'jpeg', max_bytes: 9000 } }
  const zone = { prefix: '/', source: 'r2:IMAGES', presets }
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    zones: { images: zone, small: { ...zone, prefix: '/small/', max_bytes: 8000, autoquality: 0.9 } },
  })
  const picture = makePicture(360, 240, { noise: 90 })
  const image = sharp(picture.data, rawOf(picture)).blur(1.1).removeAlpha()
  const png = await image.clone().png().toBuffer()
  await Promise.all([
    worker.bucket.put('a.png', png),
    worker.bucket.put('small/a.png', png),
    worker.bucket.put('pixel.png', await image.clone().resize(1, 1).png().toBuffer()),
    worker.bucket.put('photo.jpg', await image.clone().jpeg({ quality: 85 }).toBuffer()),
  ])
})

afterAll(() => worker.close())

async function get(target: string, accept = '*/*') {
  const { status, headers, body } = await worker.get(target, { headers: { accept } })
  return { status, body, info: headers.get('x-ip-info') ?? '', type: headers.get('content-type'), headers }
}

describe('max_bytes', () => {
  it.each(['jpeg', 'webp', 'avif', 'jxl'])('is the maximum length of a %s', async (format) => {
    const plain = await get(`/a.png?format=${format}`)
    const limit = Math.round(0.6 * plain.body.length)
    const { status, body, info } = await get(`/a.png?format=${format}&max_bytes=${limit}`)
    expect(status).toBe(200)
    expect(body.length).toBeLessThanOrEqual(limit)
    expect(body.length).toBeGreaterThan(0.7 * limit)
    expect(info).toMatch(/^osz=\d+; odim=360x240; ofmt=\w+; q=\d+; tries=[1-4]$/)
  })

  it('keeps the facts of the search in the cache', async () => {
    const target = '/a.png?format=webp&max_bytes=7777'
    const [first, second] = [await get(target), await get(target)]
    expect(second.info).toBe(first.info)
    expect(second.body.equals(first.body)).toBe(true)
  })

  it('limits what format=auto chooses', async () => {
    for (const accept of [CHROMIUM, '*/*']) {
      const { status, body } = await get('/a.png?format=auto&max_bytes=6000', accept)
      expect(status).toBe(200)
      expect(body.length).toBeLessThanOrEqual(6000)
    }
  })

  it('answers 422 with the bytes of the lowest quality', async () => {
    const { status, body } = await get('/a.png?format=jpeg&max_bytes=100')
    const { code, title, detail } = JSON.parse(body.toString())
    expect([status, code]).toEqual([422, 'over-max-bytes'])
    expect(title).toBe('The image does not fit into the requested bytes')
    const [, least] = /at the lowest quality the image takes (\d+) bytes/.exec(detail) ?? []
    const fitting = await get(`/a.png?format=jpeg&max_bytes=${least}`)
    expect(fitting.status).toBe(200)
    expect(fitting.body.length).toBeLessThanOrEqual(Number(least))
  })

  it('takes one pixel', async () => {
    for (const format of ['jpeg', 'webp', 'avif', 'jxl'])
      expect((await get(`/pixel.png?format=${format}&max_bytes=1500`)).status).toBe(200)
  })

  it('serves an original only if it fits', async () => {
    const { length } = (await get('/photo.jpg?original=1')).body
    const kept = await get(`/photo.jpg?quality=95&max_bytes=${length}`)
    expect([kept.body.length, kept.headers.get('x-ip')]).toEqual([length, '2'])
    const made = await get(`/photo.jpg?quality=95&max_bytes=${length - 1}`)
    expect([made.body.length < length, made.headers.get('x-ip')]).toEqual([true, '1'])
  })

  it('comes with a preset, and as the default of a zone', async () => {
    const preset = await get('/a.png?preset=mail')
    expect([preset.status, preset.type]).toEqual([200, 'image/jpeg'])
    expect(preset.body.length).toBeLessThanOrEqual(9000)
    const { body, info } = await get('/small/a.png?format=webp')
    expect(body.length).toBeLessThanOrEqual(8000)
    expect(info).toContain('tries=')
  })

  it('does not hinder requests after one whose client has left', async () => {
    const controller = new AbortController()
    const leaving = worker.get('/a.png?format=avif&max_bytes=4000', { signal: controller.signal }).then(
      () => 'answered',
      () => 'left',
    )
    setTimeout(() => controller.abort(), 5)
    await leaving
    expect((await get('/a.png?format=avif&max_bytes=4001')).status).toBe(200)
  })
})

describe('autoquality', () => {
  it.each(['jpeg', 'webp'])('chooses the quality of a %s', async (format) => {
    const [low, high] = await Promise.all(
      [0.8, 0.95].map((value) => get(`/a.png?format=${format}&quality=95&autoquality=${value}`)),
    )
    expect(low?.body.length).toBeLessThan(high?.body.length ?? 0)
    expect(low?.info).toMatch(/q=\d+; tries=[1-4]$/)
  })
})

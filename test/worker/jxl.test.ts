import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { box } from '../support/avif/writer.ts'
import { join, tiff } from '../support/bytes/image-writers.ts'
import { jxlCodestream, jxlFile } from '../support/jxl/file-writer.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

/** `Accept` of an `<img>` in Chromium 156. */
const CHROMIUM = 'image/jxl,image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
const JXL = jxlFile(
  jxlCodestream({ width: 300, height: 200, orientation: 6, alpha: true, frames: [{ last: true }] }),
  box('Exif', join(0, 0, 0, 0, tiff(3))),
)
const ANIMATED = jxlCodestream({
  animation: {},
  frames: [{ duration: 4 }, { blend: 2 }, { duration: 9 }, { last: true, sections: [50] }],
})
const PROFILED = jxlCodestream({ animation: {}, color: (to) => to.number(0, 1).number(1, 1).number(0, 2) })

let worker: Worker

beforeAll(async () => {
  const zone = { prefix: '/', source: 'r2:IMAGES' }
  worker = await startWorker(inject('bundle'), {
    SIGNING_KEYS,
    zones: { images: zone, few: { ...zone, prefix: '/few/', auto: ['webp', 'jpeg'] } },
  })
  const picture = scene(320, 200, true)
  const raw = { width: 320, height: 200, channels: 4 } as const
  const glass = await sharp(picture.data, { raw }).png().toBuffer()
  const photo = await photograph(scene(320, 200), 1)
  await Promise.all([
    worker.bucket.put('a.jxl', JXL),
    worker.bucket.put('moving.jxl', ANIMATED),
    worker.bucket.put('profiled.jxl', PROFILED),
    worker.bucket.put('photo.jpg', photo),
    worker.bucket.put('few/photo.jpg', photo),
    worker.bucket.put('glass.png', glass),
    worker.bucket.put('few/glass.png', glass),
  ])
})

afterAll(() => worker.close())

const typeOf = async (target: string, accept: string) => {
  const { status, headers } = await worker.get(target, { headers: { accept } })
  return [status, headers.get('content-type'), headers.get('vary')]
}

describe('a JPEG XL as source', () => {
  it.each(['width=100', 'format=jpeg', 'format=jxl', 'width=9&output=image', 'trim=10'])(
    'is refused with a sentence for %s',
    async (query) => {
      const { status, body } = await worker.get(`/a.jxl?${query}`)
      expect([status, JSON.parse(body.toString())]).toEqual([
        415,
        expect.objectContaining({
          code: 'unsupported',
          detail: 'JPEG XL is written, but not read: upload the image as JPEG, PNG, WebP or AVIF',
        }),
      ])
    },
  )

  it('is refused as an overlay', async () => {
    const { status, body } = await worker.get('/photo.jpg?width=100&olurl=/a.jxl')
    expect([status, JSON.parse(body.toString()).detail]).toEqual([415, expect.stringContaining('not read')])
  })

  it('is described', async () => {
    const { body } = await worker.get('/a.jxl?output=json')
    expect(JSON.parse(body.toString())).toEqual({
      format: 'jxl',
      size: JXL.length,
      width: 200,
      height: 300,
      orientation: 6,
      alpha: true,
      frames: 1,
      decoded: false,
    })
  })

  it.each([
    ['moving.jxl', 3],
    ['profiled.jxl', null],
  ])('has the number of its frames, if only a decoder could not count them: %s', async (path, frames) => {
    const { body } = await worker.get(`/${path}?output=json`)
    expect(JSON.parse(body.toString())).toMatchObject({ format: 'jxl', width: 40, height: 30, frames })
  })

  it('is served as it is', async () => {
    for (const query of ['original=1', '']) {
      const { status, headers, body } = await worker.get(`/a.jxl?${query}`.replace(/\?$/, ''))
      expect([status, headers.get('content-type')]).toEqual([200, 'image/jxl'])
      expect(body.equals(JXL)).toBe(true)
    }
  })
})

describe('format=auto', () => {
  it.each([
    ['/photo.jpg?width=100', CHROMIUM, 'image/jxl'],
    ['/photo.jpg?width=101', 'image/avif,image/webp,*/*;q=0.8', 'image/avif'],
    ['/photo.jpg?width=102', 'image/jxl;q=0.8,image/avif;q=0.8,image/webp;q=0.9', 'image/webp'],
    ['/photo.jpg?width=103', '*/*', 'image/jpeg'],
    ['/glass.png?width=100', CHROMIUM, 'image/jxl'],
    ['/glass.png?width=101', '*/*', 'image/png'],
    ['/photo.jpg?width=104&lossless=1', CHROMIUM, 'image/jxl'],
    ['/photo.jpg?width=105&nearlossless=1', 'image/jxl,image/webp', 'image/webp'],
    ['/few/photo.jpg?width=100', CHROMIUM, 'image/webp'],
    ['/few/photo.jpg?width=101', 'image/jxl,image/avif', 'image/jpeg'],
    ['/few/glass.png?width=100', 'image/jxl,image/avif', 'image/png'],
  ])('of %s for %s is %s', async (target, accept, type) => {
    expect(await typeOf(`${target}&format=auto`, accept)).toEqual([200, type, 'Accept'])
  })

  it('has one cache entry for all headers with the same formats', async () => {
    const ask = async (accept: string) =>
      (await worker.get('/photo.jpg?width=77&format=auto', { headers: { accept } })).headers.get(
        'cache-status',
      )
    await ask(CHROMIUM)
    await expect.poll(() => ask('image/webp,image/avif,image/jxl,image/png')).toBe('signet; hit')
  })
})

describe('format=jxl', () => {
  it.each([
    'width=90',
    'width=91&lossless=1',
    'width=92&radius=20',
    'width=93&grayscale=1',
    'width=94&quality=100',
  ])('writes a JPEG XL for %s', async (query) => {
    const { status, headers, body } = await worker.get(`/photo.jpg?${query}&format=jxl`)
    expect([status, headers.get('content-type')]).toEqual([200, 'image/jxl'])
    expect(body.subarray(0, 2)).toEqual(Buffer.of(0xff, 0x0a))
  })

  it('keeps EXIF in a box', async () => {
    const { body } = await worker.get('/photo.jpg?width=95&format=jxl&metadata=1')
    expect(body.toString('latin1')).toContain('JXL \r\n\x87\n')
    expect(body.toString('latin1')).toContain('Exif\0\0\0\0')
  })
})

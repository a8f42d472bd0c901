import sharp, { type ResizeOptions, type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Orientation } from '../../src/engine/picture/header.ts'
import { decoded } from '../support/picture/decoded.ts'
import { meanDifference } from '../support/picture/differences.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const PICTURE = scene(320, 200)
const GLASS = scene(320, 200, true)

let worker: Worker

beforeAll(async () => {
  worker = await startWorker(inject('bundle'), { ...inject('bundle').variables, SIGNING_KEYS })
  const raw = { width: 320, height: 200, channels: 4 } as const
  const [opaque, glass] = [sharp(PICTURE.data, { raw }), sharp(GLASS.data, { raw })]
  await Promise.all([
    worker.bucket.put('photo.jpg', await photograph(PICTURE, 1)),
    worker.bucket.put('opaque.png', await opaque.removeAlpha().png().toBuffer()),
    worker.bucket.put('glass.png', await glass.png().toBuffer()),
    worker.bucket.put('glass.webp', await glass.webp({ lossless: true }).toBuffer()),
    worker.bucket.put('glass.avif', await glass.avif({ lossless: true }).toBuffer()),
    worker.bucket.put('été photo.jpg', await photograph(PICTURE, 1)),
  ])
})

afterAll(() => worker.close())

async function image(target: string, init?: RequestInit) {
  const answer = await worker.get(target, init)
  expect(answer.body.toString('latin1').slice(0, 200)).not.toContain('"title"')
  expect(answer.status).toBe(200)
  return { ...answer, format: answer.headers.get('content-type'), pixels: await decoded(answer.body) }
}

async function reference(change: (picture: Sharp) => Sharp, picture = PICTURE) {
  const { width, height, data } = picture
  return decoded(
    await change(sharp(data, { raw: { width, height, channels: 4 } }))
      .png()
      .toBuffer(),
  )
}

describe('orientation', () => {
  it.each<Orientation>([1, 2, 3, 4, 5, 6, 7, 8])(
    'is applied to a photograph with orientation %i',
    async (orientation) => {
      await worker.bucket.put(`lying-${orientation}.jpg`, await photograph(PICTURE, orientation))
      const { pixels: found } = await image(`/lying-${orientation}.jpg?width=160&format=png`)
      expect(meanDifference(found, await reference((picture) => picture.resize(160)))).toBeLessThan(2)
    },
  )
})

describe('resizing', () => {
  it.each<[string, ResizeOptions]>([
    ['width=150', { width: 150 }],
    ['height=50', { height: 50 }],
    ['width=640', { width: 640 }],
    ['width=640&enlarge=0', { width: 640, withoutEnlargement: true }],
    ['width=100&height=100', { width: 100, height: 100 }],
    ['width=100&height=100&position=topleft', { width: 100, height: 100, position: 'left top' }],
    ['width=100&height=100&position=right', { width: 100, height: 100, position: 'right' }],
    ['width=100&height=100&fit=fill', { width: 100, height: 100, fit: 'fill' }],
    ['width=100&height=100&fit=inside', { width: 100, height: 100, fit: 'inside' }],
    ['width=100&height=100&fit=outside', { width: 100, height: 100, fit: 'outside' }],
    ['width=80&filter=mitchell', { width: 80, kernel: 'mitchell' }],
    ['width=80&filter=catrom', { width: 80, kernel: 'cubic' }],
    ['width=80&filter=triangle', { width: 80, kernel: 'linear' }],
    ['width=50&dpr=2', { width: 100 }],
    [
      'width=100&height=100&fit=contain&bg=ff8000',
      { width: 100, height: 100, fit: 'contain', background: '#ff8000' },
    ],
    [
      'width=101&height=50&fit=contain&position=bottomright&bg=1,2,3',
      { width: 101, height: 50, fit: 'contain', position: 'right bottom', background: { r: 1, g: 2, b: 3 } },
    ],
  ])("equals sharp's: %s", async (query, options) => {
    const { pixels: found } = await image(`/opaque.png?${query}`)
    expect(meanDifference(found, await reference((picture) => picture.resize(options)))).toBeLessThan(2)
  })

  it('adds transparent bars by default, and black ones in a JPEG', async () => {
    const query = 'width=100&height=100&fit=contain'
    const png = await image(`/opaque.png?${query}`)
    const jpeg = await image(`/opaque.png?${query}&format=jpeg`)
    expect([...png.pixels.data.subarray(0, 4)]).toEqual([0, 0, 0, 0])
    expect([...jpeg.pixels.data.subarray(0, 4)]).toEqual([0, 0, 0, 255])
  })
})

describe('crop and turns', () => {
  const cut = { left: 60, top: 50, width: 200, height: 100 }
  it.each<[string, (picture: Sharp) => Sharp]>([
    ['crop=200,100', (picture) => picture.extract(cut)],
    ['crop=30,40,10,20', (picture) => picture.extract({ left: 10, top: 20, width: 30, height: 40 })],
    ['crop=200,100&width=100', (picture) => picture.extract(cut).resize(100)],
    ['flip=1', (picture) => picture.flip()],
    ['flop=1', (picture) => picture.flop()],
    ['rotate=90', (picture) => picture.rotate(90)],
    ['rotate=-90', (picture) => picture.rotate(270)],
    ['rotate=180', (picture) => picture.rotate(180)],
    ['flip=0', (picture) => picture],
  ])('are correct: %s', async (query, change) => {
    const { pixels: found } = await image(`/opaque.png?${query}`)
    expect(meanDifference(found, await reference(change))).toBeLessThan(query.includes('width') ? 2 : 0.001)
  })
})

describe('a PNG with a palette', () => {
  it.each([
    ['photo.jpg', 'colors=16', 16],
    ['glass.png', 'colors=200&dither=0', 200],
    ['glass.png', 'palette=1', 256],
  ])('has so many colors: %s?%s', async (name, query, colors) => {
    const exact = await image(`/${name}?width=160&format=png`)
    const reduced = await image(`/${name}?width=160&format=png&${query}`)
    const { data } = reduced.pixels
    const found = new Set(
      Array.from({ length: data.length / 4 }, (_, at) => data.subarray(4 * at, 4 * at + 4).join()),
    )
    expect(found.size).toBeLessThanOrEqual(colors)
    expect(found.size).toBeGreaterThan(colors / 2)
    expect(meanDifference(reduced.pixels, exact.pixels)).toBeLessThan(8)
  })
})

describe('formats', () => {
  it.each([
    ['photo.jpg', 'width=100', 'image/jpeg'],
    ['glass.png', 'width=100', 'image/png'],
    ['glass.webp', 'width=100', 'image/webp'],
    ['glass.avif', 'width=100', 'image/webp'],
    ['photo.jpg', 'format=png', 'image/png'],
    ['glass.png', 'format=webp', 'image/webp'],
    ['glass.png', 'format=jpeg', 'image/jpeg'],
  ])('are chosen: %s?%s is %s', async (name, query, type) => {
    expect((await image(`/${name}?${query}`)).format).toBe(type)
  })

  it.each([
    ['glass.png', 'image/webp,*/*', 'image/webp'],
    ['glass.png', '*/*', 'image/png'],
    ['photo.jpg', '*/*', 'image/jpeg'],
  ])('are negotiated: format=auto of %s for Accept: %s is %s, with Vary', async (name, accept, type) => {
    const { format, headers } = await image(`/${name}?format=auto&width=90`, { headers: { accept } })
    expect(format).toBe(type)
    expect(headers.get('vary')).toBe('Accept')
  })

  it.each(['glass.png', 'glass.webp', 'glass.avif'])(
    'keep their transparency and their colors: %s',
    async (name) => {
      const { pixels: found } = await image(`/${name}?width=160&format=webp&lossless=1`)
      expect(meanDifference(found, await reference((picture) => picture.resize(160), GLASS))).toBeLessThan(2)
    },
  )

  it('blend transparency with bg in a JPEG', async () => {
    const { pixels: found } = await image('/glass.png?format=jpeg&bg=ff0000&quality=95')
    const flat = await reference((picture) => picture.flatten({ background: '#ff0000' }), GLASS)
    expect(meanDifference(found, flat)).toBeLessThan(3)
  })

  it('include progressive JPEG on request, and baseline otherwise', async () => {
    const kinds = await Promise.all(
      ['0', '1'].map(async (value) =>
        sharp((await image(`/photo.jpg?progressive=${value}`)).body).metadata(),
      ),
    )
    expect(kinds.map(({ isProgressive }) => isProgressive)).toEqual([false, true])
  })

  it('include another JPEG with effort=best, which is progressive unless asked otherwise', async () => {
    const files = await Promise.all(
      ['effort=fast', 'effort=best', 'effort=best&progressive=0'].map(
        async (options) => (await image(`/photo.jpg?width=300&${options}`)).body,
      ),
    )
    const found = await Promise.all(files.map((file) => sharp(file).metadata()))
    expect(found.map(({ isProgressive }) => isProgressive)).toEqual([false, true, false])
    expect(new Set(files.map((file) => file.toString('latin1'))).size).toBe(3)
  })

  it('use more bytes for more quality', async () => {
    const [low, high] = await Promise.all([30, 90].map((quality) => image(`/photo.jpg?quality=${quality}`)))
    expect(low?.body.length).toBeLessThan(high?.body.length ?? 0)
  })

  it.each(['jpeg', 'png', 'webp'])('contain no metadata: %s', async (format) => {
    const { body } = await image(`/photo.jpg?width=200&format=${format}`)
    const { exif, icc, xmp, orientation } = await sharp(body).metadata()
    expect({ exif, icc, xmp, orientation }).toEqual({})
    expect(body.includes('Camera')).toBe(false)
  })
})

describe('parameters outside the signature', () => {
  it('take a width from the signed list, and scale a signed height with it', async () => {
    const url = await sign('/photo.jpg?width=200&height=100&widths=50,100')
    const sizes = await Promise.all(
      ['', '&w=50', '&w=100'].map(async (free) => (await worker.fetch(url + free)).headers.get('x-ip-info')),
    )
    expect(sizes.map((info) => info?.match(/odim=(\S+);/)?.[1])).toEqual(['200x100', '50x25', '100x50'])
  })

  it('take a ratio from the signed list', async () => {
    const url = await sign('/photo.jpg?width=100&dprs=1,1.5')
    const { headers } = await worker.fetch(`${url}&dpr=1.5`)
    expect(headers.get('x-ip-info')).toMatch(/^osz=[0-9]+; odim=150x94; ofmt=jpeg$/)
  })
})

describe('paths', () => {
  it('may contain names that need encoding', async () => {
    expect((await image('/%C3%A9t%C3%A9%20photo.jpg?width=32')).pixels.width).toBe(32)
  })
})

import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { capacity, type EngineOptions, Failure, probe, transform } from '../../../../src/api/engine/index.ts'
import { ERRORS } from '../../../../src/errors.ts'
import { photoFile, watchedStream } from '../../../support/engine/inputs.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { movingSquare } from '../../../support/picture/moving.ts'
import { FONTS } from '../../../support/text/fonts.ts'

let photo: Uint8Array<ArrayBuffer>
let film: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  photo = await photoFile(640, 480)
  film = new Uint8Array(await movingSquare({ width: 40, height: 30 }, 3).gif().toBuffer())
})

describe('probe', () => {
  it('is the JSON of a URL with output=json', async () => {
    for (const file of [photo, film]) {
      const { body } = await transformed(file, intentOf('output=json'))
      expect(await probe(file)).toEqual(JSON.parse(new TextDecoder().decode(body)))
    }
  })

  it('tells the upright size', async () => {
    const turned = new Uint8Array(await sharp(photo).withMetadata({ orientation: 6 }).jpeg().toBuffer())
    expect(await probe(turned)).toMatchObject({ width: 480, height: 640, orientation: 6, format: 'jpeg' })
  })
})

describe('a failure', () => {
  it.each<[EngineOptions, string]>([
    [{ page: 2 }, '{ page: 2 }: only GIF and WebP have frames; leave page out'],
    [
      { progressive: true, format: 'png' },
      "{ progressive: true }: PNG is written without interlacing; leave progressive out, or ask for { format: 'jpeg' }",
    ],
    [{ width: 100, linear: true, gamma: 2 }, '{ linear: true } cannot be combined with gamma'],
  ])('names options as a call has them: %o', async (options, detail) => {
    await expect(transform(photo, options)).rejects.toMatchObject({ detail, message: detail })
  })

  it('of a description names the function', async () => {
    const limits = { memory: 1_000_000 }
    await expect(probe(photo, { limits })).rejects.toMatchObject({
      code: 'over-budget',
      detail: expect.stringMatching(/^probe\(\): /),
    })
  })
})

describe('the result', () => {
  it('tells if it is the input', async () => {
    const small = new Uint8Array(await sharp(photo).jpeg({ quality: 30, mozjpeg: true }).toBuffer())
    const result = await transform(small, {})
    expect(result.info).toMatchObject({ isOriginal: true, bytes: small.length, format: 'jpeg' })
    expect(result.body).toEqual(small)
  })

  it('has its own bytes', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
      const { body } = await transform(photo, { width: 64, format })
      expect(body.byteOffset).toBe(0)
      expect(body.buffer.byteLength).toBe(body.length)
    }
  })

  it('counts the frames of an animation', async () => {
    const { info, type } = await transform(film, { animate: true, width: 20 })
    expect(type).toBe('image/webp')
    expect(info).toMatchObject({ frames: 3, format: 'webp' })
  })
})

describe('capacity', () => {
  it.each<EngineOptions>([
    { width: 100, format: 'jpeg' },
    { width: 400, format: 'avif' },
    { width: 100, height: 100, crop: 'smart', format: 'webp' },
    { trim: 5, format: 'png' },
  ])('tells the size and format of the output: %o', async (options) => {
    const { width, height, info } = await transform(photo, options)
    for (const input of [photo, watchedStream(photo).stream])
      expect(await capacity(input, options)).toMatchObject({ fits: true, width, height, format: info.format })
  })

  it('tells what would fit instead, and that fits', async () => {
    const options: EngineOptions = { width: 4000, format: 'avif' }
    const answer = await capacity(photo, options)
    if (answer.fits) throw new Error('an AVIF of 12 megapixels does not fit')
    expect(answer).toMatchObject({ code: 'over-budget', limit: 100_000_000 })
    expect(answer.reason).toMatch(/^4000x3000 pixels do not fit as avif: at most \d+x\d+ would fit/)
    const { largest } = answer
    expect(answer.reason).toContain(`${largest?.width}x${largest?.height}`)
    expect(await capacity(photo, { ...options, width: largest?.width })).toMatchObject({
      fits: true,
      ...largest,
    })
    await expect(transform(photo, options)).rejects.toMatchObject({
      code: 'over-budget',
      detail: answer.reason,
      largest,
    })
  })

  it('plans the memory that the transform needs', async () => {
    const options: EngineOptions = { width: 300, format: 'jpeg' }
    const answer = await capacity(photo, options)
    if (!answer.fits) throw new Error('it fits')
    const { bytes } = answer
    expect((await transform(photo, options, { limits: { memory: bytes } })).width).toBe(300)
    // With a little less memory, a plan allows less for the encoded file.
    expect(await capacity(photo, options, { limits: { memory: Math.ceil(0.97 * bytes) } })).toMatchObject({
      fits: false,
    })
  })

  it.each<[EngineOptions, object, string]>([
    [{ width: 9000, format: 'jpeg' }, {}, 'too-large'],
    [{}, { side: 500 }, 'too-large'],
    [{}, { pixels: 1000 }, 'too-large'],
    [{ trim: 4 }, { bytes: 1000 }, 'source-too-large'],
    [{}, { memory: 1000 }, 'over-budget'],
  ])('refuses %o with the limits %o', async (options, limits, code) => {
    for (const input of [() => photo, () => watchedStream(photo).stream]) {
      expect(await capacity(input(), options, { limits })).toMatchObject({
        fits: false,
        code,
        reason: expect.stringMatching(/./),
      })
      await expect(transform(input(), options, { limits })).rejects.toMatchObject({ code })
    }
  })

  it('names the largest output for one with more pixels than are allowed', async () => {
    expect(await capacity(photo, { width: 9999, height: 9999, format: 'jpeg' })).toMatchObject({
      code: 'too-large',
      largest: { width: 4096, height: 4096 },
      reason: expect.stringMatching(/; at most 4096x4096 would fit$/),
    })
  })

  it.each<EngineOptions>([
    { olurl: '/a.jpg' },
    { olurl: '/a.jpg', olwidth: 1 },
    { oltext: 'Hello World', olfont: ['/a.ttf'], olsize: 0.3 },
  ])('names a size that fits with overlays: %o', async (overlay) => {
    const options: EngineOptions = { width: 9999, height: 9999, format: 'jpeg', ...overlay }
    const files = async (address: string) => (address === '/a.jpg' ? photo : FONTS.latin())
    const answer = await capacity(photo, options, { files })
    if (answer.fits) throw new Error('an output of 100 megapixels fits')
    expect(answer).toMatchObject({ code: 'too-large', reason: expect.stringMatching(/ would fit$/) })
    expect(await capacity(photo, { ...options, ...answer.largest }, { files })).toMatchObject({
      fits: true,
      ...answer.largest,
    })
  })

  it('throws what is no question of size', async () => {
    await expect(capacity(new Uint8Array(5), {})).rejects.toMatchObject({ code: 'unsupported' })
    await expect(capacity(photo.subarray(0, 200), {})).rejects.toMatchObject({ code: 'corrupt' })
  })
})

describe('failures', () => {
  it('have a code of the table, and a sentence', async () => {
    const error = await transform(new Uint8Array(5)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Failure)
    expect(error).toBeInstanceOf(Error)
    if (!(error instanceof Failure)) return
    expect(Object.keys(ERRORS)).toContain(error.code)
    expect(error.message).toBe(error.detail)
  })

  it('replace every error of a value that cannot be read', async () => {
    const hostile = new Proxy(new Uint8Array(4), {
      get() {
        throw new SyntaxError('boom')
      },
    })
    await expect(transform(hostile)).rejects.toMatchObject({
      name: 'Failure',
      code: 'bad-parameter',
      message: 'the input cannot be read: SyntaxError: boom',
    })
    const context = {
      get limits(): never {
        throw 'a text'
      },
    }
    await expect(transform(photo, {}, context)).rejects.toMatchObject({
      code: 'bad-parameter',
      message: 'the context cannot be read: a text',
    })
  })
})

import sharp, { type Sharp } from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { frameEncoder } from '../../../../src/engine/transform/encode-frames.ts'
import type { Transformed } from '../../../../src/engine/transform/job.ts'
import { openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { totalBytes } from '../../../../src/engine/wasm/needs.ts'
import type { Admission } from '../../../../src/memory/index.ts'
import { type Film, sharpFilm } from '../../../support/engine/animated.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { asUrlLater } from '../../../support/engine/url-terms.ts'
import { writeAnimatedGif } from '../../../support/gif/animation.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { memoriesOf } from '../../../support/isolate/memories.ts'
import { delays, maxDifferent, movingSquare, shownAt } from '../../../support/picture/moving.ts'
import { failure } from '../../../support/process/failure.ts'

const SIZE = { width: 24, height: 16 }
const FRAMES = 10

type Kind = 'gif' | 'webp'

const bytesOf = async (image: Sharp) => new Uint8Array(await image.toBuffer())

const files = new Map<Kind, Uint8Array>()
beforeAll(async () => {
  const film = movingSquare(SIZE, FRAMES)
  const options = { loop: 3, delay: delays(FRAMES) }
  files.set('gif', await bytesOf(film.clone().gif({ ...options, effort: 1 })))
  files.set('webp', await bytesOf(film.clone().webp({ ...options, lossless: true, exact: true })))
})

const fileOf = (kind: Kind) => files.get(kind) ?? expect.fail()

const filmOf = async ({ body }: Transformed): Promise<Film> => sharpFilm(body)

/** Returns the number of frames that `x-ip-info` reports. */
const framesOf = ({ info }: Transformed) => info.frames ?? 1

/** Transforms a file without the option to return the source itself. */
const made = (kind: Kind, query: string) =>
  transformed(fileOf(kind), { ...intentOf(`animate=1&${query}`), keepSmaller: false })

const KINDS: readonly Kind[] = ['gif', 'webp']

describe.each(KINDS)('an animated %s', (kind) => {
  it('keeps frames, durations and loops in a lossless output', async () => {
    const output = await made(kind, 'lossless=1')
    const [source, film] = [await sharpFilm(fileOf(kind)), await filmOf(output)]
    expect(film.loops).toBe(source.loops)
    expect(maxDifferent(source, film)).toBeLessThanOrEqual(2)
    expect(framesOf(output)).toBe(film.frames.length)
    expect(film.frames).toHaveLength(FRAMES)
    expect(output).toMatchObject({ type: 'image/webp', processed: 1 })
  })

  it('changes little in a lossy output', async () => {
    const [source, film] = [await sharpFilm(fileOf(kind)), await filmOf(await made(kind, 'quality=100'))]
    const [before, after] = [shownAt(source), shownAt(film)]
    expect(after).toHaveLength(before.length)
    const differences = after.map(
      (data, at) =>
        data.reduce((sum, value, i) => sum + Math.abs(value - (before[at]?.[i] ?? 0)), 0) / data.length,
    )
    expect(Math.max(...differences)).toBeLessThan(6)
  })

  it('has frames equal to the stills of its pages', async () => {
    const query = 'crop=16,12&width=8&flip=1&negate=1&extend=1&lossless=1'
    const film = await filmOf(await made(kind, query))
    const page = await transformed(fileOf(kind), `page=7&format=webp&${query}`)
    const [still] = (await sharpFilm(page.body)).frames
    const at =
      delays(FRAMES)
        .slice(0, 6)
        .reduce((sum, ms) => sum + ms, 0) / 10
    expect(shownAt(film)[at]).toEqual(still?.data)
  })

  it('has its redactions on every frame', async () => {
    const film = await filmOf(await made(kind, 'redact=0,0,24,9&lossless=1'))
    for (const { data } of film.frames)
      expect(data.subarray(0, 4 * 24 * 9).every((value, at) => value === (at % 4 === 3 ? 255 : 0))).toBe(true)
  })

  it('has its overlays on every frame', async () => {
    const overlay = await bytesOf(
      sharp({ create: { width: 4, height: 4, channels: 3, background: '#00ff00' } }).png(),
    )
    const intent = intentOf('animate=1&olurl=/o.png&olalign=bottomright&olpadding=0&lossless=1')
    const film = await filmOf(await transformed(fileOf(kind), intent, { overlays: [overlay] }))
    expect(film.frames.length).toBeGreaterThan(2)
    for (const { data } of film.frames) expect([...data.subarray(-4)]).toEqual([0, 255, 0, 255])
  })
})

it('extends the duration of a frame rather than store it again', async () => {
  const palette = [
    [0, 0, 0],
    [250, 0, 0],
  ] as const
  const image = (color: number, delay: number) => ({
    ...SIZE,
    indices: new Uint8Array(SIZE.width * SIZE.height).fill(color),
    delay,
  })
  const images = [image(0, 5), image(0, 7), image(1, 9), image(1, 9), image(1, 9), image(0, 5)]
  const output = await transformed(writeAnimatedGif({ ...SIZE, palette, images }), 'animate=1')
  const film = await filmOf(output)
  expect(film.frames.map(({ duration }) => duration)).toEqual([120, 270, 50])
  expect([framesOf(output), film.loops]).toEqual([3, 1])
})

describe('animate=1', () => {
  const still = async (file: Uint8Array, query: string | object) => {
    const output = await transformed(file, typeof query === 'string' ? query : { ...query })
    expect(output.info.frames).toBeUndefined()
    expect((await sharpFilm(output.body)).frames).toHaveLength(1)
    return output.type
  }

  it('has an effect only if the client accepts WebP', async () => {
    expect(await still(fileOf('gif'), 'width=9')).toBe('image/webp')
    expect(await still(fileOf('gif'), { animate: true, format: 'auto', accepts: ['avif'] })).toBe(
      'image/avif',
    )
    expect(await still(fileOf('gif'), { animate: true, format: 'auto', accepts: [] })).toBe('image/jpeg')
  })

  it('makes a WebP rather than an AVIF, which has no animations here', async () => {
    const output = await transformed(fileOf('gif'), {
      animate: true,
      format: 'auto',
      accepts: ['avif', 'webp'],
    })
    expect([output.type, framesOf(output)]).toEqual(['image/webp', FRAMES])
  })

  it.each<[string, (image: Sharp) => Sharp, string]>([
    ['a GIF of one frame', (image) => image.gif({ effort: 1 }), 'image/webp'],
    ['a WebP of one frame', (image) => image.webp(), 'image/webp'],
    ['a JPEG', (image) => image.jpeg(), 'image/jpeg'],
  ])('makes a still of %s', async (_, encode, type) => {
    const file = await bytesOf(encode(sharp(fileOf('gif'))))
    expect(await still(file, 'animate=1&width=9')).toBe(type)
  })

  it.each(['hqx', 'magic'])('enlarges with %s as with lanczos3', async (filter) => {
    const film = async (name: string) => filmOf(await made('gif', `width=48&lossless=1&filter=${name}`))
    expect(await film(filter)).toEqual(await film('lanczos3'))
  })

  it('trims by the first frame', async () => {
    const blank = await bytesOf(
      sharp(fileOf('gif'), { animated: true })
        .extend({ left: 3, right: 3, background: '#ffffff' })
        .gif({ effort: 1 }),
    )
    const output = await transformed(blank, 'animate=1&trim=10&lossless=1')
    expect(output.info.size).toEqual({ width: SIZE.width, height: SIZE.height })
    expect(framesOf(output)).toBe(FRAMES)
  })
})

describe('an animated source', () => {
  it('is returned with its frames if it is smaller', async () => {
    const small = await bytesOf(movingSquare(SIZE, 3).webp({ quality: 1, effort: 6 }))
    const output = await transformed(small, 'animate=1&quality=100')
    expect(output).toMatchObject({ processed: 2, length: small.length })
    expect(framesOf(output)).toBe(3)
  })

  it('is not returned for a still, nor if its metadata must be stripped', async () => {
    const small = await bytesOf(movingSquare(SIZE, 3).webp({ quality: 1, effort: 6 }))
    expect(await transformed(small, 'quality=100')).toMatchObject({ processed: 1 })
    const exif = await bytesOf(
      movingSquare(SIZE, 3)
        .withExif({ IFD0: { Make: 'Camera' } })
        .webp({ quality: 1, effort: 6 }),
    )
    expect(Buffer.from(exif).includes('Camera')).toBe(true)
    const stripped = await transformed(exif, 'animate=1&quality=100')
    expect(stripped.processed).toBe(1)
    expect(Buffer.from(stripped.body).includes('Camera')).toBe(false)
    const kept = await transformed(exif, 'animate=1&quality=100&metadata=1')
    expect(Buffer.from(kept.body).includes('Camera')).toBe(true)
    expect((await filmOf(kept)).frames).toHaveLength(framesOf(kept))
  })
})

describe('the memory of an animation', () => {
  async function heldBy(kind: Kind, count: number, query: string) {
    const film = movingSquare({ width: 32, height: 24 }, count)
    const file = await bytesOf(
      kind === 'gif' ? film.gif({ effort: 1 }) : film.webp({ lossless: true, effort: 0 }),
    )
    let planned = 0
    const { admission } = admissionOf(LIMITS)
    const watched: Admission = {
      ...admission,
      admit(demand, task) {
        planned = totalBytes(demand)
        return admission.admit(demand, task)
      },
    }
    const { result, bytes } = await memoriesOf(() =>
      transformed(file, `${query}&flip=1`, { admission: watched }),
    )
    return { held: bytes + result.length, planned, instances: bytes, frames: framesOf(result) }
  }

  it.each(
    KINDS.flatMap((kind) => ['animate=1', 'animate=1&lossless=1'].map((query) => [kind, query] as const)),
  )('stays within the plan for any number of frames: %s with %s', async (kind, query) => {
    const few = await heldBy(kind, 3, query)
    const many = await heldBy(kind, 15, query)
    expect([few.frames, many.frames]).toEqual([3, 15])
    expect(many.instances).toBe(few.instances)
    expect(many.held).toBeLessThanOrEqual(many.planned)
    expect(few.held).toBeLessThanOrEqual(few.planned)
  })
})

describe('an animation with a limit on pixels or bytes', () => {
  const refused = async (query: string, limits: Partial<typeof LIMITS>, detail: string | RegExp) =>
    expect(transformed(fileOf('gif'), query, { limits: { ...LIMITS, ...limits } })).rejects.toThrow(
      failure('too-large', expect.stringMatching(detail)),
    )

  it('is refused with the size that fits if all frames have too many pixels', async () => {
    await refused(
      'animate=1&width=600',
      { animation_pixels: 1_000_000 },
      'the animation has 10 frames of 600x400: at most 1000000 pixels over all frames are allowed; an output of 387x258, or 4 frames of this size, or animate=0 would fit',
    )
    await refused(
      'animate=1&width=300&lossless=1',
      { animation_pixels: 1_000_000 },
      'lossless=0, or an output of 193x129, or 4 frames of this size, or animate=0 would fit',
    )
    await refused(
      'animate=1&width=300&effort=best',
      { animation_pixels: 1_000_000 },
      'a pixel of an output of effort=best counts four times; effort=fast, or an output of 193x129, or',
    )
    await refused(
      'animate=1&width=300&nearlossless=1&effort=best',
      { animation_pixels: 1_000_000 },
      'a pixel of a lossless output counts four times; nearlossless=0&effort=fast, or',
    )
  })

  it.each([
    ['width=600', 5, /; an output of (\d+)x\d+, or animate=0 would fit$/],
    ['width=600', 7, /; an output of (387)x258, or animate=0 would fit$/],
    ['width=300&lossless=1', 4, /; an output of (193)x129, or animate=0 would fit$/],
    [
      'width=300&lossless=1',
      12,
      /; lossless=0, or an output of (193)x129, or 4 frames of this size, or animate=0 would fit$/,
    ],
  ])('is refused with a size that also fits into the memory: %s, %d MB', async (query, megabytes, named) => {
    const limits = { ...LIMITS, memory: megabytes * 1024 * 1024, animation_pixels: 1_000_000 }
    const made = (parameters: string) => transformed(fileOf('gif'), `animate=1&${parameters}`, { limits })
    const { detail } = await made(query).then(
      () => expect.fail(),
      (failure) => failure,
    )
    expect(detail).toMatch(named)
    const [, width] = named.exec(detail) ?? []
    expect(framesOf(await made(query.replace(/\d+/, String(width))))).toBe(FRAMES)
  })

  it('is refused without a size if none fits', async () => {
    const limits = { memory: 2 * 1024 * 1024, animation_pixels: 1_000_000 }
    await refused('animate=1&width=600', limits, /over all frames are allowed$/)
  })

  it.each([
    [{}, 400, 'a lower quality'],
    [{ lossless: true }, 400, 'lossless=0'],
    [{ nearLossless: true }, 130, 'nearlossless=0'],
  ])('is refused if the output exceeds the planned bytes with %j', async (changed, maxFile, less) => {
    const kernel = openKernel()
    const settings = { ...SETTINGS, ...changed }
    const encoder = frameEncoder(kernel, { size: SIZE, settings, loops: 0, maxFile })
    const address = kernel.alloc(SIZE.width * SIZE.height * 4)
    const picture = { ...SIZE, layout: 'rgba', planes: [{ ...SIZE, address }] } as const
    await encoder.add(picture, 10)
    view(kernel, address, SIZE.width * SIZE.height * 4).forEach((_, at, bytes) => {
      bytes[at] = Math.imul(at, 40503) >> 3
    })
    await expect(asUrlLater(encoder.add(picture, 10))).rejects.toThrow(
      failure(
        'over-budget',
        `the animation would have more than the 0 MB that fit: ask for a smaller width or ${less}, or animate=0 for its first frame`,
      ),
    )
  })

  it('stops if the client has gone', async () => {
    const signal = AbortSignal.abort(new Error('gone'))
    await expect(transformed(fileOf('gif'), 'animate=1', { signal })).rejects.toThrow('gone')
  })
})

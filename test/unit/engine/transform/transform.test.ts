import sharp, { type Sharp } from 'sharp'
import { thumbHashToApproximateAspectRatio } from 'thumbhash'
import { describe, expect, it, test, vi } from 'vitest'
import type { Source } from '../../../../src/edge/source/source.ts'
import { BLOCK_BYTES } from '../../../../src/engine/bytes/pieces.ts'
import type { SourceFormat } from '../../../../src/engine/formats/header.ts'
import { writeMetadata } from '../../../../src/engine/formats/metadata.ts'
import { cleanIcc } from '../../../../src/engine/metadata/icc.ts'
import type { Layer } from '../../../../src/engine/overlay/layer.ts'
import { granted, type Overlay, openOverlay } from '../../../../src/engine/overlay/overlay.ts'
import { inverse, turnOf } from '../../../../src/engine/picture/orientation.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import type { Transformed } from '../../../../src/engine/transform/job.ts'
import type { Demand, Lease } from '../../../../src/memory/index.ts'
import { be32, join, segment } from '../../../support/bytes/image-writers.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { sourceOf, transformed } from '../../../support/engine/transformed.ts'
import { gifPicture, palette, writeGif } from '../../../support/gif/writer.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { dropIdle } from '../../../support/isolate/memories.ts'
import { EMBED } from '../../../support/metadata/embed-profile.ts'
import {
  coordinateBytes,
  dataset,
  has,
  phoneWithThumbnail,
  SECRETS,
  tiffFile,
  xmpPacket,
} from '../../../support/metadata/tiff.ts'
import { decoded } from '../../../support/picture/decoded.ts'
import { meanDifference } from '../../../support/picture/differences.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { turn } from '../../../support/picture/raster.ts'
import { photograph, scene } from '../../../support/picture/scene.ts'
import { pngFile, pngPicture } from '../../../support/png/writer.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'

const SIZE = { width: 96, height: 64 }
const PICTURE = scene(SIZE.width, SIZE.height)

const raw = ({ width, height, data }: Frame) => sharp(data, { raw: { width, height, channels: 4 } })
const opaque = (frame: Frame) => raw(frame).removeAlpha()
const encoded = async (image: Sharp) => new Uint8Array(await image.toBuffer())
const upright = turn(PICTURE, turnOf(6))

const MARK = await encoded(raw(scene(8, 8, true)).png())
const COARSE = {
  jpeg: await encoded(opaque(PICTURE).jpeg({ quality: 20 })),
  png: pngFile(pngPicture(2, 8, SIZE.width, SIZE.height)),
  webp: await encoded(opaque(PICTURE).webp({ quality: 10 })),
  avif: await encoded(opaque(PICTURE).avif({ quality: 10, effort: 0 })),
}

/** Appends a `free` box, which readers ignore, to an AVIF. */
const longer = (avif: Uint8Array, by: number) => join(avif, be32(8 + by), 'free', new Uint8Array(by))
const FINE = await encoded(opaque(PICTURE).jpeg({ quality: 100 }))

describe('the buffers of a transform', () => {
  /** Transforms a file, and returns the result and the buffers that were registered. */
  async function registered(file: Uint8Array, query: string) {
    const { admission } = admissionOf(LIMITS)
    const owned = new Set<ArrayBufferLike>()
    const disownAll = vi.fn()
    const { body } = await transformed(file, query, {
      admission: { ...admission, own: ({ buffer }) => void owned.add(buffer), disownAll },
    })
    expect(disownAll).toHaveBeenCalledOnce()
    return { body, owned }
  }

  it.each([
    ['jpeg', 'width=20'],
    ['png', 'width=20&format=png'],
    ['webp', 'width=20&format=webp'],
    ['avif', 'width=20&format=avif'],
    // The smaller original is the result.
    ['avif', 'format=avif&quality=100'],
    ['jpeg', 'quality=100'],
  ] as const)('are registered until its end: %s, %s', async (format, query) => {
    const { body, owned } = await registered(COARSE[format], query)
    expect(owned).toContain(body.buffer)
  })

  it('are registered while an animation grows', async () => {
    const size = { width: 16, height: 16 }
    const images = [gifPicture(16, 16, 2), gifPicture(16, 16, 4)] as const
    const file = writeGif({ ...size, palette: palette(4), images })
    const { admission } = admissionOf(LIMITS)
    const sizes: number[] = []
    const own = ({ buffer }: Uint8Array) => void sizes.push(buffer.byteLength)
    await transformed(file, 'format=webp&animate=1', { admission: { ...admission, own } })
    expect(sizes).toContain(BLOCK_BYTES)
  })

  it.skipIf(!('transfer' in ArrayBuffer.prototype))('make it busy if its result was freed', async () => {
    const { admission } = admissionOf(LIMITS)
    // Only the result is a PNG.
    const own = (bytes: Uint8Array) => {
      if (bytes[0] === 0x89) (bytes.buffer as ArrayBuffer).transfer(0)
    }
    const making = transformed(COARSE.jpeg, 'width=20&format=png', { admission: { ...admission, own } })
    await expect(making).rejects.toThrow(failure('busy'))
  })

  it('are registered until it fails', async () => {
    const { admission } = admissionOf(LIMITS)
    const disownAll = vi.fn()
    const cut = COARSE.jpeg.subarray(0, 300)
    await expect(transformed(cut, 'width=20', { admission: { ...admission, disownAll } })).rejects.toThrow()
    expect(disownAll).toHaveBeenCalledOnce()
  })

  it('are freed with it, except that of the result', async () => {
    const file = EMBED.jpeg(COARSE.jpeg, new Uint8Array(300_000), SIZE)
    const { body, owned } = await registered(file, 'width=20')
    expect([...owned].filter(({ byteLength }) => byteLength > 0)).toEqual([body.buffer])
  })
})

describe('the choice between the source and its re-encoding', () => {
  it.each<[keyof typeof COARSE, string]>([
    ['jpeg', 'quality=95'],
    ['jpeg', 'format=jpeg&quality=95'],
    ['jpeg', `width=${SIZE.width}&quality=95`],
    ['jpeg', 'width=500&enlarge=0&quality=95'],
    ['jpeg', 'quality=95&redact=96,0,50,50'],
    ['png', 'compression=0'],
    ['webp', 'quality=100'],
  ])('returns the source, a stripped %s, for %s', async (format, query) => {
    const file = COARSE[format]
    const made = await transformed(file, query)
    expect(made).toMatchObject({
      processed: 2,
      length: file.length,
      type: `image/${format}`,
      info: { bytes: file.length, size: { width: 96, height: 64 }, format },
    })
    expect(Buffer.compare(made.body, file)).toBe(0)
  })

  it('returns the re-encoding if it is smaller', async () => {
    const { processed, length } = await transformed(FINE, 'quality=30')
    expect(processed).toBe(1)
    expect(length).toBeLessThan(FINE.length)
  })

  it.each<[string, () => Uint8Array | Promise<Uint8Array>, string]>([
    ['another format', () => COARSE.jpeg, 'format=png'],
    ['another size', () => COARSE.jpeg, 'width=95&quality=100'],
    ['a crop', () => COARSE.jpeg, 'crop=95,64&quality=100'],
    ['a turn', () => COARSE.jpeg, 'flip=1&quality=100'],
    ['other colors', () => COARSE.jpeg, 'negate=1&quality=100'],
    ['a margin', () => COARSE.jpeg, 'extend=1&quality=100'],
    ['a redaction', () => COARSE.jpeg, 'redact=0,0,1,1&quality=100'],
    ['an overlay', () => COARSE.jpeg, 'olurl=/o.png&quality=100'],
    ['metadata', () => COARSE.jpeg, 'metadata=1&quality=100'],
    ['all metadata', () => COARSE.jpeg, 'metadata=all&quality=100'],
    ['an EXIF of its own', () => photograph(PICTURE, 1), 'quality=100'],
    ['an orientation', () => photograph(PICTURE, 6), 'quality=100'],
    ['an orientation, turned back', () => photograph(PICTURE, 6), 'rotate=270&quality=100'],
    ['a profile', () => EMBED.jpeg(COARSE.jpeg, PROFILES.displayP3, SIZE), 'quality=100'],
    ['the profile of sRGB', () => EMBED.jpeg(COARSE.jpeg, PROFILES.srgb, SIZE), 'quality=100'],
    ['bytes after its end', () => join(COARSE.jpeg, 'secret'), 'quality=100'],
    [
      'a comment',
      () => join(COARSE.jpeg.subarray(0, 2), segment(0xfe, 'hi'), COARSE.jpeg.subarray(2)),
      'quality=100',
    ],
  ])('returns the re-encoding if the source has %s', async (_, file, query) => {
    const source = await file()
    const made = await transformed(source, query, { overlays: query.includes('olurl') ? [MARK] : [] })
    expect(made.processed).toBe(1)
    expect(Buffer.compare(made.body, source)).not.toBe(0)
  })

  it('returns the re-encoding if the length is unknown, because the source is then not kept', async () => {
    const source = sourceOf(COARSE.jpeg, { size: undefined })
    expect((await transformed(COARSE.jpeg, 'quality=95', { source })).processed).toBe(1)
  })
})

describe('kept metadata', () => {
  const P3 = PROFILES.displayP3
  const shape = { ...SIZE, alpha: false }
  const all = {
    exif: tiffFile('II', phoneWithThumbnail),
    xmp: xmpPacket('tiff:Orientation="6"'),
    iptc: join(dataset(2, 120, 'A lake'), dataset(2, 90, SECRETS.place)),
    icc: P3,
  }
  const photo = writeMetadata('jpeg', new Uint8Array(FINE), all, shape)
  const shown = async (file: Uint8Array) => {
    const { icc, exif, xmp, orientation = 1 } = await sharp(file).metadata()
    return { icc: icc !== undefined, exif: exif !== undefined, xmp: xmp !== undefined, orientation }
  }
  const own = (file: Uint8Array) => sharp(file, { ignoreIcc: true }).png().toBuffer().then(decoded)

  test('comes from the source, which is rotated', async () => {
    expect(await shown(photo)).toEqual({ icc: true, exif: true, xmp: true, orientation: 6 })
    for (const secret of [...Object.values(SECRETS), coordinateBytes('II')])
      expect(has(photo, secret)).toBe(true)
  })

  test.each(['jpeg', 'png', 'webp', 'avif'])(
    'is removed from a %s by default, and colors become sRGB',
    async (format) => {
      const { body } = await transformed(photo, `format=${format}&quality=95`)
      expect(await shown(body)).toEqual({ icc: false, exif: false, xmp: false, orientation: 1 })
      for (const secret of [...Object.values(SECRETS), 'A lake', 'Model 7'])
        expect(has(body, secret)).toBe(false)
      const expected = await sharp(photo).autoOrient().toColourspace('srgb').png().toBuffer()
      expect(meanDifference(await own(body), await decoded(expected))).toBeLessThan(2)
      expect(meanDifference(await own(body), upright)).toBeGreaterThan(3)
    },
  )

  test.each([1, 17])('keeps an RGB profile in a PNG of gray pixels, in steps of %i', async (step) => {
    const ramp = Buffer.from(
      Array.from({ length: 3 * 512 * 2 }, (_, at) => ((at / 6) & 0xff) - (((at / 6) & 0xff) % step)),
    )
    const plain = await sharp(ramp, { raw: { width: 512, height: 2, channels: 3 } })
      .png()
      .toBuffer()
    const blocks = { exif: undefined, xmp: undefined, iptc: undefined, icc: PROFILES.proPhoto }
    const source = writeMetadata('png', new Uint8Array(plain), blocks, {
      width: 512,
      height: 2,
      alpha: false,
    })
    const { body } = await transformed(source, 'format=png&flip=1&metadata=1')
    const { icc, channels } = await sharp(body).metadata()
    expect([new Uint8Array(icc ?? []), channels]).toEqual([
      new Uint8Array(cleanIcc(PROFILES.proPhoto) ?? []),
      3,
    ])
    const { body: gray } = await transformed(new Uint8Array(plain), 'format=png&flip=1&metadata=1')
    expect((await sharp(gray).metadata()).channels).toBe(1)
  })

  test.each(['jpeg', 'png', 'webp'])(
    'stays in a %s with the profile and unconverted colors',
    async (format) => {
      const { body } = await transformed(photo, `format=${format}&quality=95&metadata=1`)
      expect(await shown(body)).toEqual({ icc: true, exif: true, xmp: true, orientation: 1 })
      const { icc, exif } = await sharp(body).metadata()
      expect(icc && Buffer.compare(icc, cleanIcc(P3) ?? P3)).toBe(0)
      expect(exif && has(exif, 'Model 7')).toBe(true)
      for (const secret of [...Object.values(SECRETS), coordinateBytes('II')])
        expect(has(body, secret)).toBe(false)
      // The source's halved chroma alone makes a difference of 1.8.
      expect(meanDifference(await own(body), upright)).toBeLessThan(2.5)
    },
  )

  test.each(['jpeg', 'png', 'webp'])('includes the location in a %s with metadata=all', async (format) => {
    const { body } = await transformed(photo, `format=${format}&metadata=all`)
    expect(has(body, coordinateBytes('II'))).toBe(true)
    for (const secret of [SECRETS.maker, SECRETS.picture]) expect(has(body, secret)).toBe(false)
  })

  test.each(['format=avif&metadata=1', 'format=jpeg&metadata=1&olurl=/o.png&olx=0'])(
    'loses the profile if colors are converted: %s',
    async (query) => {
      const { body } = await transformed(photo, `${query}&quality=95`, {
        overlays: query.includes('olurl') ? [MARK] : [],
      })
      expect((await shown(body)).icc).toBe(false)
      expect(meanDifference(await own(body), upright)).toBeGreaterThan(3)
    },
  )

  test('is found in a WebP after its pixels', async () => {
    const { xmp, exif } = all
    const file = writeMetadata('webp', new Uint8Array(COARSE.webp), { xmp, exif }, shape)
    const { body } = await transformed(file, 'format=jpeg&metadata=1&width=50')
    expect(await shown(body)).toEqual({ icc: false, exif: true, xmp: true, orientation: 1 })
  })

  test('states the dimensions of the output', async () => {
    const { body } = await transformed(photo, 'metadata=1&width=32&extend=1')
    expect(body.length).toBe((await transformed(photo, 'metadata=1&width=32&extend=1')).length)
    expect(await sharp(body).metadata()).toMatchObject({ width: 34, height: 50 })
  })
})

describe('output=json', () => {
  const json = ({ body }: Transformed) => JSON.parse(Buffer.from(body).toString())
  const CLIP = writeGif({
    width: 20,
    height: 30,
    palette: palette(8),
    images: [gifPicture(20, 30, 8), gifPicture(20, 9, 8), gifPicture(9, 30, 8)],
  })

  const FILES: Readonly<Record<string, [() => Promise<Uint8Array>, format: SourceFormat, facts: object]>> = {
    'a JPEG': [async () => FINE, 'jpeg', SIZE],
    'a rotated JPEG': [() => photograph(PICTURE, 6), 'jpeg', { ...SIZE, orientation: 6 }],
    'a gray PNG': [() => encoded(opaque(PICTURE).toColourspace('b-w').png()), 'png', SIZE],
    'a PNG with alpha': [() => encoded(raw(scene(96, 64, true)).png()), 'png', { ...SIZE, alpha: true }],
    'a WebP': [async () => COARSE.webp, 'webp', SIZE],
    'a WebP in motion': [
      () => encoded(sharp(CLIP, { animated: true }).webp()),
      'webp',
      { width: 20, height: 30, frames: 3 },
    ],
    'an AVIF': [() => encoded(opaque(PICTURE).avif({ effort: 0 })), 'avif', SIZE],
    'a GIF': [
      async () => writeGif({ ...SIZE, palette: palette(4), images: [gifPicture(96, 64, 4)] }),
      'gif',
      SIZE,
    ],
    'a GIF in motion': [async () => CLIP, 'gif', { width: 20, height: 30, frames: 3 }],
  }

  it.each(Object.entries(FILES))('describes %s', async (_, [make, format, facts]) => {
    const file = await make()
    const made = await transformed(file, 'output=json')
    const { dominant, thumbhash, ...description } = json(made)
    expect(description).toMatchObject({ format, size: file.length, orientation: 1, frames: 1, ...facts })
    expect(typeof description.alpha).toBe('boolean')
    expect(made).toMatchObject({ type: 'application/json', processed: 1, length: made.body.length })
    expect(made.info).toEqual({
      bytes: made.length,
      size: { width: description.width, height: description.height },
      format: 'json',
    })
    expect(dominant).toMatch(/^#[0-9a-f]{6}$/)
    const ratio = thumbHashToApproximateAspectRatio(Buffer.from(thumbhash, 'base64'))
    expect(Math.abs(Math.log(ratio / (description.width / description.height)))).toBeLessThan(0.3)
  })

  it('reports the dominant color', async () => {
    const flat = { create: { width: 40, height: 30, channels: 3 as const, background: '#1e8f4b' } }
    const description = json(await transformed(await encoded(sharp(flat).png()), 'output=json'))
    expect(description).toMatchObject({ alpha: false, dominant: '#1e8f4b' })
  })

  it('leaves out an unknown size', async () => {
    const source = sourceOf(CLIP, { size: undefined })
    expect(json(await transformed(CLIP, 'output=json', { source }))).not.toHaveProperty('size')
  })

  it.each(['flip=1&rotate=90', 'redact=0,0,9,9', 'width=10&quality=5', 'negate=0'])(
    'reports the colors with %s',
    async (query) => {
      expect(json(await transformed(FINE, `output=json&${query}`))).toHaveProperty('dominant')
    },
  )

  it.each([
    ['flip=1&rotate=90', true],
    ['width=10&quality=5', true],
    ['redact=0,0,9,9', false],
  ])('with %s reports the size in bytes: %s', async (query, expected) => {
    expect('size' in json(await transformed(FINE, `output=json&${query}`))).toBe(expected)
  })

  it.each([
    ['is covered by an overlay', 'olurl=/o.png'],
    ['is cut off', 'crop=9,9'],
    ['is trimmed', 'trim=10'],
    ['has other colors', 'grayscale=1'],
    ['is thresholded to black and white', 'threshold=128'],
  ])('reports no colors and no size in bytes if the picture %s', async (_, query) => {
    const description = json(await transformed(FINE, `output=json&${query}`))
    expect(description).toEqual({
      format: 'jpeg',
      ...SIZE,
      orientation: 1,
      alpha: false,
      frames: 1,
    })
  })

  it('cancels a source of which only the header is read', async () => {
    const { source, log } = halting(FINE)
    await transformed(FINE, 'output=json&olurl=/o.png', { source })
    expect(log.cancelled).toBe(true)
  })
})

const LONG = 400_000
const long = (file: Uint8Array) => join(file, new Uint8Array(LONG - file.length))

function observed(file: Uint8Array) {
  const log = { cancelled: false }
  let at = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= file.length) return controller.close()
      controller.enqueue(Uint8Array.from(file.subarray(at, at + 65_536)))
      at += 65_536
    },
    cancel: () => void Object.assign(log, { cancelled: true }),
  })
  return { log, source: sourceOf(file, { body }) }
}

function halting(file: Uint8Array, properties: Partial<Source> = {}) {
  const log = { cancelled: false }
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(long(file).subarray(0, LONG / 2)),
    cancel: () => void Object.assign(log, { cancelled: true }),
  })
  return { log, source: { ...sourceOf(long(file)), ...properties, body } }
}

describe('the analysis before a transform', () => {
  const tagged = { etag: '"a"' }

  async function opened(query: string): Promise<number> {
    let times = 0
    await transformed(FINE, query, {
      reopen: async () => {
        times++
        return sourceOf(FINE)
      },
    })
    return 1 + times
  }

  it.each([
    ['width=30', 1],
    ['crop=30,30', 1],
    ['crop=fp,0.1,0.1&width=9&height=9', 1],
    ['trim=0', 2],
    ['trim=10&width=30', 2],
    ['crop=smart&width=9&height=9', 2],
    ['trim=10&crop=smart&width=9&height=9', 2],
    ['output=json', 1],
  ])('opens the source again only if it is needed: %s, %d times', async (query, times) => {
    expect(await opened(query)).toBe(times)
  })

  it('trims the upright picture, and crops to its subject', async () => {
    const border = { top: 10, bottom: 20, left: 30, right: 5, background: '#fff' }
    const wide = await decoded(await opaque(PICTURE).extend(border).png().toBuffer())
    const { width, height, data } = turn(wide, inverse(turnOf(8)))
    const lying = await encoded(
      sharp(data, { raw: { width, height, channels: 4 } })
        .removeAlpha()
        .png()
        .withExif({})
        .withMetadata({ orientation: 8 }),
    )
    const { body } = await transformed(lying, 'trim=5&format=png')
    expect(meanDifference(await decoded(body), PICTURE)).toBe(0)
    expect((await transformed(lying, 'trim=5&crop=smart&width=20&height=30')).info.size).toEqual({
      width: 20,
      height: 30,
    })
  })

  it.each<[string, () => Uint8Array | Promise<Uint8Array>, Partial<Source>]>([
    ['another tag', () => FINE, { etag: '"b"' }],
    ['another length', () => FINE, { size: LONG + 1 }],
    ['another format', () => COARSE.png, {}],
    ['another orientation', () => photograph(turn(PICTURE, turnOf(6)), 6), {}],
    ['another size', () => encoded(opaque(scene(96, 65)).jpeg()), {}],
  ])('refuses a source that has %s when it is opened again, and cancels it', async (_, file, changes) => {
    const { source, log } = halting(await file(), { ...tagged, ...changes })
    const options = { source: sourceOf(long(FINE), tagged), reopen: async () => source }
    await expect(transformed(FINE, 'trim=5', options)).rejects.toThrow(
      silentFailure('bad-origin', 'the source changed while it was read'),
    )
    expect(log.cancelled).toBe(true)
  })

  it('cancels the source and the overlay of a refused request', async () => {
    for (const [file, code] of [
      [FINE, 'bad-parameter'],
      [new Uint8Array(100), 'unsupported'],
    ] as const) {
      let cancelled = false
      const cancel = () => {
        cancelled = true
      }
      const { source, log } = halting(file)
      const options = { source, overlays: [{ ...(await openOverlay(sourceOf(MARK), granted)), cancel }] }
      await expect(transformed(file, 'crop=5,5,96,0&olurl=/o.png', options)).rejects.toMatchObject({ code })
      expect([log.cancelled, cancelled]).toEqual([true, true])
    }
  })
})

describe('several overlays', () => {
  const filled =
    (shade: number): Overlay['render'] =>
    async (size) => ({
      ...size,
      data: new Uint8Array(4 * size.width * size.height).map((_, at) => (at % 4 === 3 ? 255 : shade)),
    })

  it('are drawn one after the other, the last on top, in sizes of the output', async () => {
    const events: string[] = []
    const layer = (name: string, shade: number): Layer => ({
      async open(output) {
        events.push(`${name} for ${output.width}x${output.height}`)
        const render: Overlay['render'] = (size) => {
          events.push(`${name} as ${size.width}x${size.height}`)
          return filled(shade)(size)
        }
        return { size: { width: 4, height: 4 }, memory: () => ({ bytes: 1000, kernel: 0, codec: 0 }), render }
      },
      cancel: () => undefined,
    })
    const query = 'width=48&format=png&olurl=/a.png&olwidth=1&olheight=1&ol2url=/b.png&ol2align=topleft'
    const { body } = await transformed(FINE, query, { layers: [layer('a', 9), layer('b', 200)] })
    expect(events).toEqual(['a for 48x32', 'b for 48x32', 'a as 48x32', 'b as 4x4'])
    const { data } = await decoded(body)
    const at = (x: number, y: number) => data[4 * (48 * y + x)]
    expect([at(0, 0), at(9, 9), at(10, 10), at(13, 13), at(14, 14)]).toEqual([9, 9, 200, 200, 9])
  })
})

it('fails rather than return the image without an overlay that was not opened', async () => {
  for (const overlays of [[], [MARK]])
    await expect(transformed(FINE, 'olurl=/a.png&ol2url=/b.png', { overlays })).rejects.toThrow(
      silentFailure('internal', 'not every overlay of an image was opened'),
    )
})

describe('the planned memory', () => {
  async function admitted(file: Uint8Array, query: string): Promise<number> {
    let most = 0
    const lease: Lease = {
      seat: undefined,
      resize(demand) {
        most = Math.max(most, demand.bytes)
        return true
      },
      release() {},
    }
    const admission = {
      admit<T>(demand: Demand, task: (lease: Lease) => Promise<T>) {
        most = Math.max(most, demand.bytes)
        return task(lease)
      },
      acquire: async () => lease,
      leaseToSend: () => undefined,
      own: () => undefined,
      disownAll: () => undefined,
    }
    await transformed(file, query, { admission })
    return most
  }

  it('includes overlays: one that does not fit is refused at once', async () => {
    const overlay = await openOverlay(sourceOf(MARK), granted)
    const query = 'olurl=/o.png&ol2url=/p.png'
    const large = { ...overlay, memory: () => ({ bytes: 0, kernel: 0, codec: 1e9 }) }
    await expect(transformed(FINE, query, { overlays: [overlay, large] })).rejects.toThrow(
      failure('over-budget', expect.stringMatching('the largest overlay takes 1000 MB')),
    )
  })

  it.each(['width=9', 'trim=5', 'output=json'])('includes the header, which is kept: %s', async (query) => {
    const profile = new Uint8Array(300_000)
    const large = EMBED.jpeg(COARSE.jpeg, profile, SIZE)
    const more = (await admitted(large, query)) - (await admitted(COARSE.jpeg, query))
    expect(more).toBeGreaterThan(2 * profile.length)
  })

  it('includes kept metadata', async () => {
    const [kept, left] = await Promise.all(
      ['metadata=1', 'metadata=0'].map((query) => admitted(FINE, `${query}&width=9`)),
    )
    expect((kept ?? 0) - (left ?? 0)).toBeGreaterThan(6 * FINE.length)
  })

  it('includes a source that is held through encoding', async () => {
    const { avif } = COARSE
    const more =
      (await admitted(longer(avif, 100_000), 'format=jpeg')) - (await admitted(avif, 'format=jpeg'))
    expect(more).toBeGreaterThanOrEqual(100_000)
  })
})

it('holds a source of unknown length in memory up to 16 MB', async () => {
  const { webp, avif } = COARSE
  const unsized = (file: Uint8Array) => ({ source: sourceOf(file, { size: undefined }) })
  const long = longer(avif, 1 << 24)
  await expect(transformed(long, 'width=9', unsized(long))).rejects.toThrow(failure('source-too-large'))
  expect((await transformed(avif, 'width=9', unsized(avif))).type).toBe('image/webp')
  const streamed = join(webp, new Uint8Array(1 << 24))
  expect((await transformed(streamed, 'width=9', unsized(streamed))).type).toBe('image/webp')
  const blocks = { exif: tiffFile('II', phoneWithThumbnail), icc: undefined, xmp: undefined, iptc: undefined }
  const extended = join(
    writeMetadata('webp', webp, blocks, { ...SIZE, alpha: false }),
    new Uint8Array(1 << 24),
  )
  const kept = 'width=9&metadata=1'
  await expect(transformed(extended, kept, unsized(extended))).rejects.toThrow(failure('source-too-large'))
  expect((await transformed(webp, kept, unsized(webp))).type).toBe('image/webp')
})

describe('a source with a header of more than 256 KB', () => {
  const withProfile = (length: number) =>
    join(EMBED.jpeg(FINE, new Uint8Array(length), SIZE), new Uint8Array(630_000 - length))
  const large = withProfile(480_000)
  const crowded = async () => {
    dropIdle()
    const { admission: gate, memory } = admissionOf(LIMITS)
    return { gate, memory, other: await gate.acquire({ bytes: LIMITS.memory - 3 * large.length }) }
  }

  it.each(['width=9', 'trim=5', 'output=json'])(
    'is read again if there is no room beside running requests: %s',
    async (query) => {
      const { gate, memory, other } = await crowded()
      const { source, log } = observed(large)
      let times = 0
      const reopen = async () => {
        times++
        return sourceOf(large)
      }
      const making = transformed(large, query, { source, reopen: reopen, admission: gate })
      await vi.waitFor(() => expect(log.cancelled).toBe(true))
      expect(times).toBe(0)
      other.release()
      const made = await making
      expect(Buffer.compare(made.body, (await transformed(large, query)).body)).toBe(0)
      expect(times).toBe(query.startsWith('trim') ? 2 : 1)
      expect(memory.use().buffers).toBe(0)
    },
  )

  it('is refused if it has changed when it is read again', async () => {
    const { gate, memory, other } = await crowded()
    const { source, log } = observed(large)
    const reopen = async () => sourceOf(withProfile(490_000), { size: large.length })
    const making = transformed(large, 'width=9', { source, reopen: reopen, admission: gate })
    const refused = expect(making).rejects.toThrow(failure('bad-origin'))
    await vi.waitFor(() => expect(log.cancelled).toBe(true))
    other.release()
    await refused
    expect(memory.use().buffers).toBe(0)
  })

  it('releases its memory if it is refused', async () => {
    const { admission: gate, memory } = admissionOf(LIMITS)
    const making = transformed(large, 'crop=5,5,96,0', { admission: gate })
    await expect(making).rejects.toThrow(failure('bad-parameter'))
    expect(memory.use().buffers).toBe(0)
  })
})

describe('a redaction', () => {
  const size = { width: 120, height: 90 }
  const HIDDEN = { x: 33, y: 21, width: 30, height: 26 }

  /** Returns two pictures that differ only inside a box. */
  function pictures(): [Frame, Frame] {
    const one = makePicture(size.width, size.height, { noise: 9 })
    const data = one.data.slice()
    for (let y = HIDDEN.y; y < HIDDEN.y + HIDDEN.height; y++)
      for (let x = HIDDEN.x; x < HIDDEN.x + HIDDEN.width; x++)
        data.set([255 - 5 * (x % 9), (x * y) & 255, 7 * (y % 30)], (y * size.width + x) * 4)
    return [one, { ...size, data }]
  }

  const ENCODERS: Readonly<Record<string, (frame: Frame) => Promise<Uint8Array>>> = {
    'JPEG 4:2:0': (frame) => encoded(opaque(frame).jpeg({ quality: 90 })),
    'progressive JPEG': (frame) => encoded(opaque(frame).jpeg({ quality: 90, progressive: true })),
    PNG: (frame) => encoded(opaque(frame).png()),
    'PNG of 16 bits': (frame) => encoded(opaque(frame).toColourspace('rgb16').png()),
    'lossless WebP': (frame) => encoded(opaque(frame).webp({ lossless: true })),
  }
  const QUERIES = [
    'format=png',
    'width=31',
    'width=200&filter=magic&format=png',
    'format=jpeg&quality=100',
    'blur=8&sharpen=3&normalize=1&rotate=90&format=png',
    'trim=20&format=png',
    'crop=smart&width=30&height=30&format=webp',
    'metadata=all',
    'output=json',
  ]

  it.each(Object.entries(ENCODERS))('leaves no trace of the hidden pixels in a %s', async (_, encode) => {
    const [one, other] = await Promise.all(pictures().map(encode))
    if (!one || !other) throw new Error('there are two')
    expect(Buffer.compare(one, other)).not.toBe(0)
    const box = Object.values(HIDDEN).join()
    const made = (file: Uint8Array, query: string) =>
      transformed(file, query, {
        source: sourceOf(file, { size: undefined }),
        reopen: async () => sourceOf(file, { size: undefined }),
      })
    for (const query of QUERIES) {
      const [a, b] = await Promise.all([one, other].map((file) => made(file, `${query}&redact=${box}`)))
      expect(a && b && Buffer.compare(a.body, b.body), query).toBe(0)
    }
    const [a, b] = await Promise.all([one, other].map((file) => made(file, 'format=png')))
    expect(a && b && Buffer.compare(a.body, b.body)).not.toBe(0)
  })

  it('uses upright coordinates, and fills with black', async () => {
    const file = await photograph(PICTURE, 6)
    const { body } = await transformed(file, 'redact=0,0,16,16;80,48,100,100&format=png')
    const { width, data } = await decoded(body)
    const at = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)]
    for (const [x, y] of [
      [0, 0],
      [15, 15],
      [80, 48],
      [95, 63],
    ] as const)
      expect(at(x, y)).toEqual([0, 0, 0])
    for (const [x, y] of [
      [0, 63],
      [95, 0],
      [48, 32],
    ] as const)
      expect(Math.max(...at(x, y))).toBeGreaterThan(30)
  })
})

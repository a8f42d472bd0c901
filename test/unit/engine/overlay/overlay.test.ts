import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Source } from '../../../../src/edge/source/source.ts'
import { granted, type Overlay, openOverlay as open } from '../../../../src/engine/overlay/overlay.ts'
import type { Orientation } from '../../../../src/engine/picture/header.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import type { Size } from '../../../../src/engine/picture/size.ts'
import { totalBytes } from '../../../../src/engine/wasm/needs.ts'
import { Failure } from '../../../../src/errors.ts'
import { pngChunk } from '../../../support/bytes/image-writers.ts'
import { memoriesOf } from '../../../support/isolate/memories.ts'
import { meanDifference } from '../../../support/picture/differences.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { photograph, scene } from '../../../support/picture/scene.ts'
import { failure } from '../../../support/process/failure.ts'
import { LOGOS, svg } from '../../../support/text/svg.ts'

function source(bytes: Uint8Array, more: Partial<Source> = {}): Source {
  const body = new Response(Uint8Array.from(bytes)).body ?? new ReadableStream()
  return { body, size: bytes.length, etag: '"e"', maxAge: 60, ...more }
}

const picture = makePicture(80, 60, { alpha: 'soft' })
const encoded = (frame: Frame) =>
  sharp(frame.data, { raw: { width: frame.width, height: frame.height, channels: 4 } })

const openOverlay = (opened: Source) => open(opened, granted)

async function render(bytes: Uint8Array, size: Size): Promise<Frame> {
  const overlay = await openOverlay(source(bytes))
  expect(overlay.memory(size).kernel).toBeGreaterThan(size.width * size.height * 4)
  return overlay.render(size)
}

describe('an overlay', () => {
  it('has its size before it is drawn', async () => {
    const overlay = await openOverlay(source(await encoded(picture).png().toBuffer()))
    expect(overlay).toMatchObject({ size: { width: 80, height: 60 } })
    overlay.cancel()
  })

  it.each(['png', 'webp', 'avif', 'jpeg', 'gif'] as const)('may be a %s', async (format) => {
    const bytes = await encoded(picture)[format]({ quality: 90 }).toBuffer()
    for (const size of [
      { width: 80, height: 60 },
      { width: 40, height: 30 },
    ]) {
      const { width, height } = size
      const data = await sharp(bytes).resize(width, height).ensureAlpha().raw().toBuffer()
      const expected = { ...size, data: Uint8Array.from(data) }
      expect(meanDifference(await render(bytes, size), expected)).toBeLessThan(2)
    }
  })

  it('may be an SVG, drawn in the requested size', async () => {
    const bytes = Buffer.from(
      svg('<rect width="100" height="100" fill="#102030"/>', 'width="20" height="10" viewBox="0 0 200 100"'),
    )
    const overlay = await openOverlay(source(bytes))
    expect(overlay.size).toEqual({ width: 20, height: 10 })
    const { data } = await overlay.render({ width: 2, height: 2 })
    expect([...data]).toEqual([16, 32, 48, 255, 0, 0, 0, 0, 16, 32, 48, 255, 0, 0, 0, 0])
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)(
    'is upright: orientation %d',
    async (orientation: Orientation) => {
      const upright = scene(48, 32)
      const overlay = await openOverlay(source(await photograph(upright, orientation)))
      expect(overlay.size).toEqual({ width: 48, height: 32 })
      expect(meanDifference(await overlay.render({ width: 48, height: 32 }), upright)).toBeLessThan(3)
      const small = await render(await photograph(upright, orientation), { width: 12, height: 8 })
      expect(meanDifference(small, scene(12, 8))).toBeLessThan(9)
    },
  )

  it('is converted to sRGB', async () => {
    const red = {
      width: 4,
      height: 4,
      data: Uint8Array.from({ length: 64 }, (_, at) => [200, 60, 40, 255][at % 4] ?? 0),
    }
    const wide = await encoded(red).withIccProfile('p3').png().toBuffer()
    const { data } = await render(wide, { width: 4, height: 4 })
    const [r = 0, g = 0, b = 0] = data
    for (const [made, meant] of [
      [r, 200],
      [g, 60],
      [b, 40],
    ] as const)
      expect(Math.abs(made - meant)).toBeLessThanOrEqual(3)
  })
})

describe('the memory of an overlay', () => {
  it.each([
    [
      'png',
      async () =>
        encoded(makePicture(700, 500, { noise: 9 }))
          .png()
          .toBuffer(),
    ],
    [
      'jpeg',
      async () =>
        encoded(makePicture(700, 500, { noise: 9 }))
          .jpeg()
          .toBuffer(),
    ],
    [
      'webp',
      async () =>
        encoded(makePicture(700, 500, { noise: 9 }))
          .webp()
          .toBuffer(),
    ],
    ['svg', async () => Buffer.from(LOGOS['opacity'] ?? '')],
  ])('is at most the planned memory: %s', async (_, make) => {
    const size = { width: 300, height: 200 }
    const overlay = await openOverlay(source(await make()))
    const { bytes } = await memoriesOf(() => overlay.render(size))
    expect(bytes).toBeLessThanOrEqual(totalBytes(overlay.memory(size)) + 131_072)
  })

  it('is planned for the longest file if the length is unknown', async () => {
    const bytes = await encoded(picture).avif({ effort: 0 }).toBuffer()
    const size = { width: 8, height: 6 }
    const [known, unknown] = [
      await openOverlay(source(bytes)),
      await openOverlay(source(bytes, { size: undefined })),
    ]
    expect(totalBytes(unknown.memory(size))).toBeGreaterThan(totalBytes(known.memory(size)) + 4_000_000)
    expect(await unknown.render(size)).toEqual(await known.render(size))
  })
})

describe('an overlay with a long header', () => {
  const withText = async (length: number) => {
    const png = await encoded(picture).png().toBuffer()
    const text = pngChunk('tEXt', new Uint8Array(length).fill(65))
    return Buffer.concat([png.subarray(0, 33), text, png.subarray(33)])
  }

  it.each([
    [200_000, 0],
    [300_000, 6 << 20],
    [2_000_000, 6 << 20],
  ])('of %d bytes is read once %d bytes are acquired, which drawing counts, too', async (length, more) => {
    const size = { width: 8, height: 6 }
    const short = await openOverlay(source(await encoded(picture).png().toBuffer()))
    const asked: number[] = []
    const file = await withText(length)
    const overlay = await open(source(file), (bytes, look) => {
      asked.push(bytes)
      return look()
    })
    expect(asked).toEqual(more === 0 ? [] : [more])
    expect(overlay.longHeader).toBe(more > 0)
    expect(overlay.memory(size).bytes - short.memory(size).bytes).toBe(more)
    expect(await overlay.render(size)).toEqual(await short.render(size))
  })

  it('is cancelled if there is no memory for it', async () => {
    let cancelled = false
    const file = await withText(300_000)
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Uint8Array.from(file)),
      cancel: () => {
        cancelled = true
      },
    })
    const busy = async () => Promise.reject(new Failure('busy', 'try again in a moment'))
    await expect(open({ ...source(file), body }, busy)).rejects.toThrow(
      failure('busy', 'try again in a moment'),
    )
    expect(cancelled).toBe(true)
  })
})

describe('an overlay that cannot be used', () => {
  const refusal = (bytes: Uint8Array, more?: Partial<Source>) => openOverlay(source(bytes, more))

  it('is refused if it is not an image', async () => {
    const text = Buffer.from('hello, I am a text')
    await expect(refusal(text)).rejects.toThrow(
      expect.objectContaining({
        code: 'unsupported',
        detail: expect.stringMatching(
          /^the file is not a known image format; upload one of: jpeg, png, webp, avif, (?:heic, )?gif$/,
        ),
      }),
    )
    await expect(refusal(new Uint8Array(0))).rejects.toThrow(failure('unsupported'))
    await expect(refusal(Buffer.from('<html></html>'))).rejects.toThrow(
      failure('unsupported', 'SVG: the root is not <svg>'),
    )
  })

  it('is refused above 4 MB, announced or not', async () => {
    const png = await encoded(picture).png().toBuffer()
    await expect(refusal(png, { size: 4_194_305 })).rejects.toThrow(
      failure('source-too-large', 'the source has more than 4194304 bytes'),
    )
    const avif = await encoded(picture).avif({ effort: 0 }).toBuffer()
    const long = Buffer.concat([avif, new Uint8Array(4_194_304)])
    const overlay = await openOverlay(source(long, { size: undefined }))
    await expect(overlay.render({ width: 5, height: 5 })).rejects.toThrow(
      failure('source-too-large', 'the source has more than 4194304 bytes'),
    )
  })

  it('is refused above 16 megapixels, whatever its byte length', async () => {
    const background = { r: 0, g: 0, b: 0 }
    const large = await sharp({ create: { width: 4097, height: 4096, channels: 3, background } })
      .png()
      .toBuffer()
    await expect(refusal(large)).rejects.toThrow(
      failure(
        'too-large',
        'the overlay is 4097x4096: at most 16777216 pixels are allowed, which is 4096x4095 in its shape',
      ),
    )
    await expect(refusal(Buffer.from(svg('', 'width="9000" height="9000"')))).rejects.toThrow(
      failure('too-large'),
    )
  })

  it('is refused as an SVG of more than 256 KB', async () => {
    await expect(refusal(Buffer.from(svg('').padEnd(300_000)))).rejects.toThrow(
      failure('too-large', 'SVG: the file has more than 262144 bytes'),
    )
  })

  it('is refused when it is drawn if it is truncated', async () => {
    const png = await encoded(makePicture(300, 300, { noise: 50 }))
      .png()
      .toBuffer()
    const overlay: Overlay = await openOverlay(source(png.subarray(0, 9000)))
    await expect(overlay.render({ width: 10, height: 10 })).rejects.toThrow(
      expect.objectContaining({ code: 'corrupt', detail: expect.stringMatching(/^PNG: /) }),
    )
  })

  it('is refused if its source ends early', async () => {
    const png = await encoded(picture).png().toBuffer()
    const overlay = await openOverlay(source(png.subarray(0, 100), { size: 5000 })).catch((error) => error)
    expect(overlay).toMatchObject({ code: 'bad-origin', detail: undefined })
  })
})

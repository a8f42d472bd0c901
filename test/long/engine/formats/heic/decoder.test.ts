import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inMemory } from '../../../../../src/engine/bytes/in-memory.ts'
import type { Header } from '../../../../../src/engine/formats/header.ts'
import { decoder } from '../../../../../src/engine/formats/heic/decoder.ts'
import { libheifMemory } from '../../../../../src/engine/formats/heic/memory.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import type { StreamedPlane } from '../../../../../src/engine/picture/picture.ts'
import { isInside } from '../../../../../src/engine/wasm/kernel.ts'
import { withKernel } from '../../../../../src/engine/wasm/with-kernel.ts'
import { Failure } from '../../../../../src/errors.ts'
import { LARGE_CLASS } from '../../../../../src/memory/classes.ts'
import { WASM_PAGE } from '../../../../../src/wasm-memory/page.ts'
import { heicFiles } from '../../../../support/heic/files.ts'
import { type HeifExtent, heifProperty } from '../../../../support/heic/heif-file.ts'
import {
  ALPHA_URN,
  GAIN_MAP_URN,
  type HeicImage,
  type HeicParts,
  type HeicShape,
  heic,
  hevcPicture,
} from '../../../../support/heic/writer.ts'
import '../../../../support/engine/libheif.ts'
import { memoriesOf } from '../../../../support/isolate/memories.ts'
import { runs } from '../../../../support/properties/runs.ts'

const { clap, irot, colors } = heifProperty

const headerOf = (file: Uint8Array): Header => {
  const header = probe(file, true)
  if (!header) throw new Error('the header is not complete')
  return header
}

/** Decodes all rows and joins the rows of each plane without gaps. */
function decode(file: Uint8Array<ArrayBuffer>, header = headerOf(file)) {
  return withKernel(undefined, async (kernel) => {
    const { layout, range, matrix, planes, strips } = await decoder.decode(inMemory(file), header, kernel, 8)
    const bytes = layout === 'rgba' ? 4 : 1
    const made = planes.map(({ width, height }: StreamedPlane) => new Uint8Array(width * bytes * height))
    const done = planes.map(() => 0)
    for await (const strip of strips) {
      for (const [index, { rows, stride, count }] of strip.planes.entries()) {
        const width = (planes[index]?.width ?? 0) * bytes
        for (let row = 0; row < count; row++) {
          const line = rows.subarray(row * stride, row * stride + width)
          made[index]?.set(line, (done[index] ?? 0) + row * width)
        }
        done[index] = (done[index] ?? 0) + count * width
      }
    }
    return { layout, range, matrix, planes: made }
  })
}

const image = hevcPicture(100, 70)
const tile = { width: 32, height: 32 }

/** Returns a rectangle of a plane. */
function part(
  plane: Uint8Array | Uint16Array | undefined,
  stride: number,
  x: number,
  y: number,
  width: number,
  height: number,
) {
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const row = y + Math.floor(at / width)
    return plane?.[row * stride + x + (at % width)] ?? 0
  })
}

/**
 * A 40 × 20 picture from (30, 34) on. The source is cropped to 60 × 36 from (20, 34) on, and the
 * derived item crops again.
 */
const CROPPED_TWICE: HeicShape = {
  image: { ...image, properties: [clap([60, 1, 36, 1, 0, 1, 17, 1])] },
  derived: [[clap([40, 1, 20, 1, 0, 1, -8, 1])], [irot(2)]],
}

describe('the decoded planes', () => {
  test.each<[string, Partial<HeicImage>]>([
    ['one picture', {}],
    ['a grid', { tile }],
    ['a rotated grid, whose rotation is left to the pipeline', { tile, properties: [irot(1)] }],
  ])('equal the stored planes: %s', async (_, more) => {
    const decoded = await decode(heic({ image: { ...image, ...more } }))
    expect(decoded).toMatchObject({ layout: 'ycc', range: 'full', matrix: 'bt601' })
    expect(decoded.planes).toEqual(image.planes)
  })

  test.each([undefined, tile])('equal part of the stored planes: aperture, tiles of %j', async (size) => {
    // The aperture is 40 × 20 from (30, 26) on. Its offsets count from the center.
    const properties = [clap([40, 1, 20, 1, 0, 1, 1, 1])]
    const decoded = await decode(heic({ image: { ...image, ...(size && { tile: size }), properties } }))
    const [y, cb, cr] = image.planes
    expect(decoded.planes).toEqual([
      part(y, 100, 30, 26, 40, 20),
      part(cb, 50, 15, 13, 20, 10),
      part(cr, 50, 15, 13, 20, 10),
    ])
  })

  test.each<[string, HeicShape]>([
    [
      'cropped after a rotation',
      { image: { ...image, properties: [irot(1), clap([20, 1, 40, 1, 9, 1, 0, 1])] } },
    ],
    ['cropped, derived and cropped again', CROPPED_TWICE],
    [
      'a grid, cropped, derived and cropped again',
      { ...CROPPED_TWICE, image: { ...CROPPED_TWICE.image, tile } },
    ],
  ])('equal part of the stored planes: %s', async (_, shape) => {
    const decoded = await decode(heic(shape))
    const [y, cb, cr] = image.planes
    expect(decoded.planes).toEqual([
      part(y, 100, 30, 34, 40, 20),
      part(cb, 50, 15, 17, 20, 10),
      part(cr, 50, 15, 17, 20, 10),
    ])
  })

  test('equal the stored plane of a gray picture', async () => {
    const gray = hevcPicture(60, 40, { chroma: 0 })
    expect(await decode(heic({ image: gray }))).toMatchObject({ layout: 'gray', planes: gray.planes })
  })

  test('have the range and matrix of nclx or of the bitstream', async () => {
    const limited = { full: false, nclx: [1, 13, 1] as const }
    const files = [
      heic({ image: { ...image, properties: [colors(1, 13, 1, false)] } }),
      heic({ image: { ...image, vui: limited } }),
    ]
    for (const file of files) {
      const decoded = await decode(file)
      expect(decoded).toMatchObject({ layout: 'ycc', range: 'limited', matrix: 'bt709' })
      expect(decoded.planes).toEqual(image.planes)
    }
    expect(await decode(heic({ image: { ...image, vui: false } }))).toMatchObject({
      range: 'limited',
      matrix: 'bt601',
    })
  })
})

test.each([{ chroma: 3 }, { chroma: 2 }, { depth: 10 }, { chroma: 0, depth: 10 }] as const)(
  'converts samples of %j to 8-bit RGB',
  async (kind) => {
    const decoded = await decode(heic({ image: { ...hevcPicture(64, 48, kind), tile } }))
    expect(decoded.layout).toBe('rgb')
    expect(decoded.planes.map(({ length }) => length)).toEqual([64 * 48, 64 * 48, 64 * 48])
    const [red, , blue] = decoded.planes
    // In the test pattern, blue increases downwards and red decreases to the right.
    if (kind.chroma !== 0) {
      expect(blue?.at(-64) ?? 0).toBeGreaterThan(blue?.[1] ?? 0)
      expect(red?.[1] ?? 0).toBeGreaterThan(red?.[62] ?? 0)
    }
  },
)

test('takes alpha only from an auxiliary picture with the type of alpha', async () => {
  const mask = hevcPicture(100, 70, { chroma: 0 })
  const shape = { image: { ...image, tile }, thumbnail: hevcPicture(16, 12) }
  const { layout, planes } = await decode(heic({ ...shape, auxiliary: { [ALPHA_URN]: mask } }))
  expect(layout).toBe('rgba')
  expect(planes[0]?.filter((_, at) => at % 4 === 3)).toEqual(mask.planes[0])
  expect((await decode(heic({ ...shape, auxiliary: { [GAIN_MAP_URN]: mask } }))).planes).toEqual(image.planes)
})

/** Removes the size (ispe) of the alpha plane, as old writers omit it. */
const withoutSize = (parts: HeicParts): HeicParts => ({
  ...parts,
  items: parts.items.map(({ properties = [], ...item }) => ({
    ...item,
    properties: properties.filter((it) => item.id !== 2 || !isSize(it)),
  })),
})
const isSize = (property: Uint8Array) => Buffer.from(property).includes('ispe')

describe.each([0, 1, 2, 3] as const)('an alpha plane of chroma format %d', (chroma) => {
  const [picture, plane] = [hevcPicture(256, 256), hevcPicture(256, 256, { chroma })]

  test.each([
    ['with its size', undefined],
    ['without a size', withoutSize],
  ])('is decoded within the planned memory %s', async (_, edit) => {
    const file = heic({ image: picture, auxiliary: { [ALPHA_URN]: plane }, ...(edit && { edit }) })
    const header = headerOf(file)
    expect(header).toMatchObject({ alpha: true, heif: { alpha: { depth: 8 } } })
    const { planes } = await decode(file, header)
    expect(planes[0]?.filter((__, at) => at % 4 === 3)).toEqual(plane.planes[0])
  })

  test('includes its chroma in the planned memory', () => {
    const planned = (alpha: typeof plane) => {
      const file = heic({ image: picture, auxiliary: { [ALPHA_URN]: alpha } })
      return libheifMemory(headerOf(file), 0)
    }
    const more = planned(plane) - planned(hevcPicture(256, 256, { chroma: 0 }))
    // The plan for a file of 0 bytes, rounded to pages, covers the decoded samples.
    const samples = [0, 0.5, 1, 2][chroma] ?? 0
    expect(more).toBeGreaterThanOrEqual(samples * 256 * 256)
  })
})

test('decodes each kind of file within the planned memory', async () => {
  for (const [name, file] of heicFiles(96, 64)) {
    const header = headerOf(file)
    const planned = libheifMemory(header, file.length)
    const { bytes } = await memoriesOf(() => decode(file, header))
    // The kernel's memory counts, too: its first two pages, and tile rows.
    const kernel = 2 ** 17 + (decoder.kernelMemory?.(header, file.length) ?? 0)
    const large = Math.max(planned, LARGE_CLASS.initial * WASM_PAGE)
    expect(bytes, name).toBeLessThan(large + kernel + 2 ** 16)
  }
})

describe('a hostile HEIC', () => {
  const refused = (file: Uint8Array<ArrayBuffer>, header?: Header) =>
    decode(file, header).then(
      () => 'nothing',
      (error: unknown) => (error instanceof Failure ? error.code : error),
    )

  test('is refused if its coded size differs from the header', async () => {
    for (const told of [
      { width: 200, height: 70 },
      { width: 16, height: 16 },
      { width: 8192, height: 8192 },
    ])
      expect(await refused(heic({ image: { ...image, told } }))).toBe('corrupt')
  })

  test('is refused if a second picture appears after the apertures are removed', async () => {
    // The upper two bytes of the first unit's length are stored in the aperture's association. With
    // the association, the length reaches beyond the file and hides the pictures. Without it, both
    // appear.
    const build = (association = 0) => {
      let [parts, start] = [0, 0]
      const locate = (extent: HeifExtent): HeifExtent => {
        const isFirst = parts++ % 2 === 0
        if (isFirst) start = extent.offset
        if (isFirst) return { ...extent, offset: association, length: 2 }
        return { ...extent, offset: start + 2, length: extent.offset + extent.length - start - 2 }
      }
      const middle = clap([8, 1, 8, 1, 0, 1, 0, 1])
      const image = { ...hevcPicture(48, 32), unseen: 1, properties: [middle] }
      return heic({ extents: 2, locate, image })
    }
    // Skips the type, the version and flags, the entry count, the item id, its association count,
    // and three two-byte associations.
    const association = Buffer.from(build()).indexOf('ipma') + 4 + 4 + 4 + 2 + 1 + 6
    expect(await refused(build(association))).toBe('unsupported')
  })

  test('is refused if it needs more memory than its header announced', async () => {
    // It also needs more than the large memory has at its start.
    const file = heic({ image: hevcPicture(2000, 2000) })
    const header = headerOf(file)
    const small = header.heif && { ...header.heif, tile: { width: 2, height: 2 }, tiles: [] }
    expect(await refused(file, { ...header, ...(small && { heif: small }) })).toBe('over-budget')
  })

  test("is refused with the decoder's message, not a trap, if its parameters are invalid", async () => {
    const file = heic({ image: hevcPicture(48, 40, { depth: 10 }) })
    // Damages the sequence parameters. The decoder then writes a message to its error output.
    file[Buffer.from(file).indexOf('hvcC') + 82] = 46
    const reason = await decode(file).catch((error: unknown) => error instanceof Failure && error.reason)
    expect(reason).toMatch(/^libheif 7\./)
  })

  test('is refused wherever it is truncated after its header', async () => {
    const file = heic({ image: { ...image, tile } })
    const header = headerOf(file)
    for (let length = file.length - 1; length > 1500; length -= 1789)
      expect(await refused(file.slice(0, length), header), `${length} bytes`).toBe('corrupt')
  })

  test('always fails with a typed failure', async () => {
    const file = heic({ image: { ...hevcPicture(48, 32), tile: { width: 16, height: 16 } } })
    const header = headerOf(file)
    const changes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const damaged = file.slice()
        for (const [at, value] of list) damaged[at] = value
        expect(await refused(damaged, header)).toMatch(/^(?:nothing|corrupt|unsupported|over-budget)$/)
      }),
      { numRuns: runs(40) },
    )
  })
})

test.each([...heicFiles(70, 134)])('keeps rows of planes in the memory of a kernel: %s', async (_, file) => {
  await withKernel(undefined, async (kernel) => {
    const { layout, strips } = await decoder.decode(inMemory(file), headerOf(file), kernel, 8)
    for await (const { planes } of strips)
      for (const { rows } of planes) expect(isInside(kernel, rows) || layout === 'rgba').toBe(true)
  })
})

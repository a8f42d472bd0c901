import sharp, { type AvifOptions } from 'sharp'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/avif/decoder.ts'
import type { Header } from '../../../../../src/engine/formats/header.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { Failure } from '../../../../../src/errors.ts'
import {
  avifFile,
  type CodedPicture,
  codedPictures,
  gridFile,
  gridOf,
  sized,
} from '../../../../support/avif/items.ts'
import { property } from '../../../../support/avif/writer.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import { truncations } from '../../../../support/hostile/mutations.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { psnr } from '../../../../support/picture/psnr.ts'
import { failure } from '../../../../support/process/failure.ts'
import { spreadRows } from '../../../../support/properties/runs.ts'

const PICTURE = makePicture(61, 47)
const SUBSAMPLED: AvifOptions = { effort: 0, quality: 80, chromaSubsampling: '4:2:0' }

/** Encodes with or without an alpha plane. sharp would write one even for an opaque picture. */
function encode(
  { data, width, height }: Frame,
  options: AvifOptions = SUBSAMPLED,
  alpha = false,
): Promise<Buffer> {
  const image = sharp(data, { raw: { width, height, channels: 4 } })
  return (alpha ? image : image.removeAlpha()).avif(options).toBuffer()
}

/** Returns the header without `sampling`, so that libavif decodes the whole frame as RGBA. */
function whole({ sampling: _, ...header }: Header): Header {
  return header
}

function difference(a: Frame, b: Frame): { mean: number; most: number } {
  const each = a.data.map((value, at) => Math.abs(value - (b.data[at] ?? 0)))
  const sum = each.reduce((total, one) => total + one, 0)
  return { mean: sum / each.length, most: Math.max(...each) }
}

async function expectClose(file: Uint8Array): Promise<void> {
  const header = headerOf(file)
  expect(header.sampling).toBeDefined()
  const { mean, most } = difference(
    await decodeWhole(decoder, file, header),
    await decodeWhole(decoder, file, whole(header)),
  )
  expect(mean).toBeLessThan(0.6)
  expect(most).toBeLessThanOrEqual(3)
}

describe('decoded planes', () => {
  it.each([
    [1, 1],
    [2, 3],
    [64, 64],
    [61, 47],
    [131, 40],
  ])('look as libavif decodes them: %d by %d', async (width, height) => {
    await expectClose(await encode(makePicture(width, height)))
  })

  it.each([
    [1, true],
    [1, false],
    [2, true],
    [6, false],
    [9, true],
    [9, false],
  ])('look as libavif decodes them: matrix %d, full range %s', async (matrix, full) => {
    const [picture] = codedPictures(await encode(PICTURE))
    if (!picture) throw new Error('there is no picture')
    const properties = [...sized(61, 47, picture), property.nclx(1, 13, matrix, full)]
    await expectClose(avifFile({ items: [{ id: 1, properties, data: picture.data }] }))
  })

  it.each([
    ['the data in meta', { inMeta: true }],
    ['the data first', { dataFirst: true }],
    ['an open box at the end', { open: true }],
  ])('look as libavif decodes them: %s', async (_, shape) => {
    const [picture] = codedPictures(await encode(PICTURE))
    if (!picture) throw new Error('there is no picture')
    await expectClose(
      avifFile({ items: [{ id: 1, properties: sized(61, 47, picture), data: picture.data }], ...shape }),
    )
  })
})

describe('an AVIF that is not 8-bit, 4:2:0 and opaque', () => {
  const transparent = makePicture(61, 47, { alpha: 'soft' })
  const nclx = async (...numbers: Parameters<typeof property.nclx>) => {
    const [picture] = codedPictures(await encode(PICTURE))
    if (!picture) throw new Error('there is no picture')
    const properties = [...sized(61, 47, picture), property.nclx(...numbers)]
    return avifFile({ items: [{ id: 1, properties, data: picture.data }] })
  }
  const gray = () =>
    sharp(PICTURE.data, { raw: { width: 61, height: 47, channels: 4 } })
      .grayscale()
      .avif({ effort: 0 })
  it.each<[string, () => Promise<Uint8Array>]>([
    ['4:4:4', () => encode(PICTURE, { effort: 0 })],
    ['10 bits', () => encode(PICTURE, { ...SUBSAMPLED, bitdepth: 10 })],
    ['12 bits', () => encode(PICTURE, { ...SUBSAMPLED, bitdepth: 12 })],
    ['alpha', () => encode(transparent, SUBSAMPLED, true)],
    ['gray', () => gray().toBuffer()],
    ['an unusual matrix', () => nclx(1, 13, 7)],
  ])('is decoded as a whole frame: %s', async (_, make) => {
    const file = await make()
    const header = headerOf(file)
    expect(header.sampling).toBeUndefined()
    expect(await decodeWhole(decoder, file, header)).toMatchObject({ width: 61, height: 47 })
  })
})

describe('a grid', () => {
  let file: Uint8Array
  const shown = makePicture(150, 100)
  beforeAll(async () => {
    file = await gridOf(shown, { width: 64, height: 64 }, { quality: 80 })
  })

  it('is joined from its tiles, as by libavif', async () => {
    await expectClose(file)
    expect(headerOf(file).heif).toMatchObject({
      grid: { rows: 2, columns: 3 },
      tile: { width: 64, height: 64 },
    })
    const { data } = await decodeWhole(decoder, file)
    expect(psnr(data, shown.data)).toBeGreaterThan(30)
  })

  it('is cropped in planes only if the aperture begins at a sample of every plane', async () => {
    for (const [left, planar] of [
      [64, true],
      [65, false],
    ] as const) {
      const clap = property.clap([22, 1, 16, 1, left - 64, 1, 0, 1])
      const cut = await gridOf(shown, { width: 64, height: 64 }, {}, { properties: [clap] })
      const header = headerOf(cut)
      expect(header).toMatchObject({ width: 22, height: 16, coded: { x: left, y: 42 } })
      expect(header.sampling !== undefined).toBe(planar)
      if (planar) await expectClose(cut)
      // libavif itself refuses an aperture between two chroma samples.
      const { data } = await decodeWhole(decoder, cut, header)
      const part = await sharp(shown.data, { raw: { width: 150, height: 100, channels: 4 } })
        .extract({ left, top: 42, width: 22, height: 16 })
        .raw()
        .toBuffer()
      expect(psnr(data, part)).toBeGreaterThan(30)
    }
  })

  it('is refused if a tile has another format or size', async () => {
    const small = codedPictures(await encode(makePicture(64, 64)))
    const others = [
      codedPictures(await encode(makePicture(64, 64), { effort: 0 })),
      codedPictures(await encode(makePicture(64, 48))),
      codedPictures(await encode(makePicture(64, 64), { ...SUBSAMPLED, bitdepth: 10 })),
      [{ ...(small[0] as CodedPicture), data: new Uint8Array(40) }],
    ]
    for (const [other] of others) {
      const tiles = [...small, other ?? expect.fail()]
      const shape = { rows: 1, columns: 2, width: 128, height: 64, tile: { width: 64, height: 64 }, tiles }
      const header = headerOf(gridFile(shape))
      expect(header.sampling).toBeDefined()
      await expect(decodeWhole(decoder, gridFile(shape), header)).rejects.toThrow(failure('corrupt'))
    }
    await expectClose(file)
  })

  it('needs memory for a row of tiles and one more tile, or for one tile alone', () => {
    const header = headerOf(file)
    const { heif } = header
    if (!heif) throw new Error('the image is not known')
    const wide = { ...header, width: 6000, height: 4000 }
    const grid = { rows: 4, columns: 6, width: 6000, height: 4000 }
    const tiled = { ...wide, heif: { ...heif, grid, tile: { width: 1024, height: 1024 } } }
    const single = { ...wide, heif: { ...heif, grid: { ...grid, rows: 1, columns: 1 }, tile: grid } }
    expect(decoder.memory(tiled, 3_000_000, 8)).toBeLessThan(31_000_000)
    expect(decoder.kernelMemory?.(tiled, 3_000_000)).toBeGreaterThan(9_000_000)
    expect(decoder.memory(single, 3_000_000, 8)).toBeLessThan(57_000_000)
    expect(decoder.kernelMemory?.(single, 3_000_000)).toBeLessThan(1_000_000)
  })
})

describe('a damaged AVIF', () => {
  it('is refused wherever it is truncated', async () => {
    const file = await encode(makePicture(16, 16), { ...SUBSAMPLED, quality: 30 })
    const header = headerOf(file)
    const kernel = openKernel()
    for (const length of spreadRows([...file.keys()], 80)) {
      const part = file.subarray(0, length)
      probe(part, false)
      const { strips } = await decoder.decode(byteInput(part), header, kernel, 8)
      await expect(strips[Symbol.asyncIterator]().next()).rejects.toThrow(failure('corrupt'))
    }
    expect(await decodeWhole(decoder, file, header)).toMatchObject({ width: 16, height: 16 })
  })

  it("is refused if an item lies beyond the end, or its extents exceed the file's length", async () => {
    const file = await encode(PICTURE)
    const header = headerOf(file)
    const { heif } = header
    if (!heif) throw new Error('the image is not known')
    const [extent] = heif.tiles[0]?.extents ?? []
    const extents = [
      [{ at: 2 ** 40, length: 10 }],
      Array.from({ length: 1000 }, () => extent ?? { at: 0, length: 1 }),
    ]
    for (const parts of extents) {
      const moved = { ...header, heif: { ...heif, tiles: [{ item: 1, extents: parts }] } }
      await expect(decodeWhole(decoder, file, moved)).rejects.toThrow(failure('corrupt'))
    }
  })

  it('only ever throws a Failure', async () => {
    const file = await encode(PICTURE)
    const header = headerOf(file)
    const [extent] = header.heif?.tiles[0]?.extents ?? []
    let failed = 0
    for (let at = extent?.at ?? 0; at < file.length; at += 13) {
      const damaged = Uint8Array.from(file)
      damaged[at] = (damaged[at] ?? 0) ^ 0x41
      await decodeWhole(decoder, damaged, header).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Failure)
        failed++
      })
    }
    expect(failed).toBeGreaterThan(0)
    expect((await decodeWhole(decoder, file, header)).width).toBe(61)
  })

  it('is refused if truncated, even with a header read from the truncated file', async () => {
    const file = await encode(PICTURE)
    for (const part of truncations(file, 10)) {
      const header = probe(part, false)
      if (header) await expect(decodeWhole(decoder, part, header)).rejects.toThrow(failure('corrupt'))
    }
  })
})

test('uses the planned memory of the kernel', async () => {
  const file = await gridOf(makePicture(150, 100), { width: 64, height: 64 })
  const header = headerOf(file)
  const kernel = openKernel()
  const before = kernel.alloc(0)
  await decoder.decode(byteInput(file), header, kernel, 8)
  expect(kernel.alloc(0) - before - 64).toBe(decoder.kernelMemory?.(header, file.length))
})

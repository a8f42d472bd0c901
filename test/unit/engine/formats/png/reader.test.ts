import { constants, deflateSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { readPng } from '../../../../../src/engine/formats/png/reader.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import type { Pixels } from '../../../../../src/engine/picture/picture.ts'
import { Failure } from '../../../../../src/errors.ts'
import { join, pngChunk } from '../../../../support/bytes/image-writers.ts'
import { type ByteInput, byteInput } from '../../../../support/engine/byte-input.ts'
import { pngKernel } from '../../../../support/png/kernel.ts'
import {
  PNG_KINDS,
  type PngPicture,
  pngData,
  pngFile,
  pngLayout,
  pngPicture,
  pngPixels,
  zlibBomb,
} from '../../../../support/png/writer.ts'
import { failure } from '../../../../support/process/failure.ts'
import { runs } from '../../../../support/properties/runs.ts'

function headerOf(file: Uint8Array) {
  const header = probe(file, true)
  if (header === undefined) throw new Error('the probe wants more of a whole file')
  return header
}

async function rowsOf({ strips }: Pixels): Promise<Buffer> {
  const rows: Buffer[] = []
  for await (const { planes } of strips) rows.push(...planes.map((plane) => Buffer.from(plane.rows)))
  return Buffer.concat(rows)
}

async function read(file: Uint8Array, input: ByteInput = byteInput(file)) {
  const { strips, ...shape } = await readPng(input, headerOf(file), pngKernel())
  return { ...shape, data: await rowsOf({ ...shape, strips }) }
}

function pixelsOf(picture: PngPicture) {
  const { width, height } = picture
  return {
    layout: pngLayout(picture),
    inverted: false,
    planes: [{ width, height, density: [1, 1] }],
    data: Buffer.from(pngPixels(picture)),
  }
}

/**
 * Returns the picture as opaque RGBA.
 * @param channels number of channels in `data`
 */
function widened(data: Uint8Array, channels: 1 | 3): Buffer {
  const rgba = Buffer.alloc((data.length / channels) * 4, 255)
  for (let at = 0; at < data.length; at += channels)
    for (let c = 0; c < 3; c++) rgba[(at / channels) * 4 + c] = data[at + (channels === 3 ? c : 0)] ?? 0
  return rgba
}

function inflatableBytes(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const idats: Uint8Array[] = []
  for (let at = 8; at + 8 <= file.length; at += 12 + view.getUint32(at)) {
    const isData = Buffer.from(file).toString('latin1', at + 4, at + 8) === 'IDAT'
    if (isData) idats.push(file.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  return inflateSync(join(...idats), { finishFlush: constants.Z_SYNC_FLUSH }).length
}

describe.each(PNG_KINDS)('a PNG of color type %d, depth %d', (colorType, depth) => {
  const plain = pngPicture(colorType, depth, 37, 19)
  const key = [...plain.samples.subarray(0, colorType === 2 ? 3 : 1)]
  const pictures = [
    plain,
    { ...plain, interlaced: true },
    ...(colorType < 4 ? [{ ...plain, transparent: key }] : []),
  ]

  it('has the expected pixels', async () => {
    for (const picture of pictures) expect(await read(pngFile(picture))).toEqual(pixelsOf(picture))
  })

  if (depth <= 8) {
    it('has the pixels of sharp', async () => {
      for (const picture of pictures) {
        const file = pngFile(picture)
        const theirs = await sharp(file).toColourspace('srgb').ensureAlpha().raw().toBuffer()
        const { layout, data } = await read(file)
        const rgba = layout === 'rgba' ? data : widened(data, layout === 'gray' ? 1 : 3)
        expect(Buffer.compare(rgba, theirs)).toBe(0)
      }
    })
  }
})

describe('the file of a PNG', () => {
  const picture = pngPicture(6, 8, 29, 31)
  const file = pngFile(picture, { chunks: [pngChunk('tEXt', 'Title\0text')] })
  const expected = pixelsOf(picture)

  it('gives the same pixels for any chunks of input', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(file.length), { maxLength: 40 }), async (cuts) => {
        expect(await read(file, byteInput(file, cuts))).toEqual(expected)
      }),
      { numRuns: runs(20) },
    )
    expect(await read(file, byteInput(file, file.keys()))).toEqual(expected)
  })

  test.each<[string, readonly number[]]>([
    ['of one byte', Array(200).fill(1)],
    ['of no bytes', [0, 0, 5, 0, 0]],
    ['that divide header and checksum', [1, 1, 1, 0, 500, 0]],
  ])('may have IDAT chunks %s', async (_, idats) => {
    expect(await read(pngFile(picture, { idats: [...idats] }))).toEqual(expected)
    const end = deflateSync(pngData(picture)).length
    expect(await read(pngFile(picture, { idats: [end - 3, 1, 1, 1, 0] }))).toEqual(expected)
  })

  it('may have data after its zlib stream', async () => {
    const zlib = join(deflateSync(pngData(picture)), new Uint8Array(3000))
    for (const idats of [[], [zlib.length - 3000], [zlib.length - 2000]]) {
      expect(await read(pngFile(picture, { zlib, idats }))).toEqual(expected)
    }
  })

  it('is closed at its end', async () => {
    const input = byteInput(file, [100, 200])
    await read(file, input)
    expect(input.left).toBe(true)
  })

  it('is closed when the reader stops', async () => {
    const stored = deflateSync(new Uint8Array(900 * 1201), { level: 0 })
    const large = pngFile(pngPicture(6, 8, 300, 900, { samples: new Uint16Array(0) }), { zlib: stored })
    const input = byteInput(
      large,
      Array.from({ length: large.length / 1000 }, (_, at) => at * 1000),
    )
    const { strips } = await readPng(input, headerOf(large), pngKernel())
    for await (const _ of strips) break
    await expect.poll(() => input.left).toBe(true)
    expect(input.read).toBeLessThan(large.length / 2)
  })

  it('is read in strips of whole rows', async () => {
    const empty = pngPicture(2, 8, 100, 2000, { samples: new Uint16Array(0) })
    const tall = pngFile(empty, { zlib: deflateSync(new Uint8Array(2000 * 301)) })
    const { strips } = await readPng(byteInput(tall), headerOf(tall), pngKernel())
    const lengths: number[] = []
    for await (const { planes } of strips) lengths.push(planes[0]?.rows.length ?? 0)
    expect(lengths.length).toBeGreaterThan(2)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(262_144)
    expect(lengths.filter((length) => length % 300 !== 0)).toEqual([])
  })

  it.each([false, true])('is corrupt if it ends early, interlaced: %s', async (interlaced) => {
    const small = { ...pngPicture(4, 8, 7, 5), interlaced }
    const whole = pngFile(small, { idats: [30, 0, 5] })
    const pixels = pixelsOf(small).data
    const raw = pngData(small).length
    let complete = 0
    for (let length = 0; length <= whole.length; length++) {
      const cut = whole.subarray(0, length)
      const input = byteInput(cut)
      const reading = readPng(input, headerOf(whole), pngKernel()).then(rowsOf)
      if (inflatableBytes(cut) < raw)
        await expect(reading, `${length}`).rejects.toMatchObject({ code: 'corrupt' })
      else expect(await reading, `${length}`).toEqual(pixels)
      complete += Number(inflatableBytes(cut) === raw)
      expect(input.left).toBe(true)
    }
    expect(complete).toBeGreaterThanOrEqual(4 + 4 + pngChunk('IEND').length + 1)
  })

  it.each([false, true])(
    'is complete with the last byte of its last row, interlaced: %s',
    async (interlaced) => {
      const stored = { ...pngPicture(6, 8, 9, 6), interlaced }
      const file = pngFile(stored, { zlib: deflateSync(pngData(stored), { level: 0 }) })
      const last = file.length - pngChunk('IEND').length - 8
      for (const cuts of [[], file.keys()]) {
        const whole = file.subarray(0, last)
        expect(await read(whole, byteInput(whole, cuts))).toEqual(pixelsOf(stored))
        const cut = file.subarray(0, last - 1)
        const refused = failure('corrupt', 'PNG: the file ends before the image does')
        await expect(read(cut, byteInput(cut, cuts))).rejects.toEqual(refused)
      }
    },
  )
})

describe('invalid transparency', () => {
  const palette = [
    [1, 2, 3],
    [4, 5, 6],
  ]
  test.each<[string, PngPicture, readonly number[]]>([
    ['a gray of one byte', pngPicture(0, 8, 5, 5), [7]],
    ['a gray with the length of a color', pngPicture(0, 8, 5, 5), [0, 1, 0, 2, 0, 3]],
    ['a color of one channel', pngPicture(2, 8, 5, 5), [0, 1]],
    ['more entries than the palette has', pngPicture(3, 8, 5, 5, { palette }), [1, 2, 3]],
    ['of a picture with alpha', pngPicture(6, 8, 5, 5), [0, 0, 0, 0, 0, 0]],
    ['of a gray picture with alpha', pngPicture(4, 8, 5, 5), [0, 0]],
  ])('is ignored: %s', async (_, picture, trns) => {
    const file = pngFile(picture, { chunks: [pngChunk('tRNS', trns)] })
    const { layout, data, ...rest } = pixelsOf(picture)
    // The header announces tRNS before it is known to be invalid. The layout follows the header,
    // since memory is planned with it.
    const shown = layout === 'rgba' ? data : widened(data, layout === 'gray' ? 1 : 3)
    expect(await read(file)).toEqual({ ...rest, layout: 'rgba', data: shown })
  })
})

test('returns the last rows only after the checksums', async () => {
  const picture = pngPicture(2, 8, 20, 20)
  const file = pngFile(picture, { idats: [50, 60] })
  const last = file.length - pngChunk('IEND').length - 1
  for (const at of [last, last - 4]) {
    const damaged = file.with(at, (file[at] ?? 0) ^ 1)
    for (const cuts of [[], file.keys()]) {
      const { strips } = await readPng(byteInput(damaged, cuts), headerOf(file), pngKernel())
      await expect(strips[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'corrupt' })
    }
  }
})

describe('an invalid PNG', () => {
  const picture = pngPicture(2, 8, 20, 20)
  const data = pngData(picture)
  const withData = (raw: Uint8Array) => pngFile(picture, { zlib: deflateSync(raw) })

  test.each<[string, Uint8Array, string]>([
    ['a byte too many', withData(join(data, 0)), 'PNG: the image data does not fit its header'],
    [
      'a row too many',
      withData(join(data, data.subarray(0, 61))),
      'PNG: the image data does not fit its header',
    ],
    ['a byte too few', withData(data.subarray(0, -1)), 'PNG: there are fewer rows than the header announces'],
    ['no rows', withData(new Uint8Array(0)), 'PNG: there are fewer rows than the header announces'],
    [
      'a filter that does not exist',
      withData(data.with(61, 5)),
      'PNG: the image data does not fit its header',
    ],
    [
      'a color beyond the palette',
      pngFile(pngPicture(3, 1, 9, 9, { palette: [[1, 2, 3]], samples: new Uint16Array(81).fill(1) })),
      'PNG: the image data does not fit its header',
    ],
    [
      'a zlib stream without its end',
      pngFile(picture, { zlib: deflateSync(data).subarray(0, -50) }),
      'PNG: there are fewer rows than the header announces',
    ],
    [
      'a zlib stream whose checksum is wrong',
      pngFile(picture, {
        zlib: join(deflateSync(data).subarray(0, -1), (deflateSync(data).at(-1) ?? 0) ^ 1),
      }),
      'PNG: the image data is damaged',
    ],
    [
      'a zlib stream with a wrong checksum in a file without IEND',
      pngFile(picture, {
        zlib: join(deflateSync(data).subarray(0, -1), (deflateSync(data).at(-1) ?? 0) ^ 1),
      }).subarray(0, -14),
      'PNG: the image data is damaged',
    ],
    ['data that is not a zlib stream', pngFile(picture, { zlib: data }), 'PNG: the image data is damaged'],
    [
      'a wrong checksum after the last pixel',
      pngFile(picture, { idats: [10_000], end: [pngChunk('IDAT', [1]).with(8, 2)] }),
      'PNG: the checksum of IDAT is wrong',
    ],
  ])('is refused: %s', async (_, file, detail) => {
    for (const cuts of [[], file.keys()]) {
      const input = byteInput(file, cuts)
      await expect(read(file, input)).rejects.toEqual(failure('corrupt', detail))
      await expect.poll(() => input.left).toBe(true)
    }
  })

  it('is refused if it differs from the probed header', async () => {
    const file = pngFile(picture)
    for (const other of [{ width: 21 }, { height: 19 }]) {
      const input = byteInput(file)
      const reading = readPng(input, { ...headerOf(file), ...other }, pngKernel())
      await expect(reading).rejects.toEqual(
        failure('corrupt', 'PNG: the image data contradicts its header; upload the file again'),
      )
      expect(input.left).toBe(true)
    }
  })

  it('is refused with the error of its source', async () => {
    const gone = new Failure('origin-timeout')
    const file = pngFile(picture)
    for (const length of [0, 20, 60, 200, file.length - 12, file.length - 14]) {
      await expect(read(file, byteInput(file.subarray(0, length), [], gone))).rejects.toBe(gone)
    }
  })

  it.each([false, true])('is refused early if it is a zlib bomb, interlaced: %s', async (interlaced) => {
    const small = { ...pngPicture(6, 8, 10, 10), interlaced }
    const gigabyte = zlibBomb(2 ** 30)
    const file = pngFile(small, { zlib: gigabyte, idats: Array(gigabyte.length >> 10).fill(1024) })
    const input = byteInput(
      file,
      Array.from({ length: file.length >> 10 }, (_, at) => at << 10),
    )
    await expect(read(file, input)).rejects.toEqual(
      failure('corrupt', 'PNG: the image data does not fit its header'),
    )
    await expect.poll(() => input.left).toBe(true)
    expect(input.read).toBeLessThan(2 * 65_536)
  })
})

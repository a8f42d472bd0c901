import { describe, expect, it, test } from 'vitest'
import { SRGB } from '../../../../src/engine/color/conversion.ts'
import { power } from '../../../../src/engine/color/transfer.ts'
import { decoders } from '../../../../src/engine/formats/codecs.ts'
import { wholeFrame } from '../../../../src/engine/picture/strips.ts'
import { resample, resizeMemory } from '../../../../src/engine/rows/resample.ts'
import type { Resize } from '../../../../src/engine/rows/resize.ts'
import { rgba } from '../../../../src/engine/rows/rgba.ts'
import { type Kernel, openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { pngChunk } from '../../../support/bytes/image-writers.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { jpegFiles } from '../../../support/picture/files.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { pngFile, pngPicture } from '../../../support/png/writer.ts'

function decoded(file: Uint8Array, kernel: Kernel) {
  const header = headerOf(file)
  const decoder = decoders[header.format]
  return decoder.decode(byteInput(file, [99, 300]), header, kernel, 8)
}

function to(
  { width, height }: { width: number; height: number },
  size: Resize['size'],
  rest: Partial<Resize> = {},
): Resize {
  const turn = { swap: false, mirrorX: false, mirrorY: false }
  const box = { x: 0, y: 0, width, height }
  return { box, size, filter: 'lanczos3', halved: false, turn, weighted: false, ...rest }
}

const EMPTY_BLOCK = 64
const CROP = { x: 5, y: 11, width: 31, height: 17, picture: { width: 45, height: 39 } }

const FILES = new Map([
  ...jpegFiles(45, 39),
  ['PNG: gray', pngFile(pngPicture(0, 8, 45, 39))],
  ['PNG: RGBA', pngFile(pngPicture(6, 8, 45, 39))],
  ['PNG: RGBA of 16 bits', pngFile(pngPicture(6, 16, 45, 39))],
  ['PNG: gray of 16 bits', pngFile(pngPicture(0, 16, 45, 39))],
] as const)

describe.each([...FILES])('resampling a %s', (_, file) => {
  const ways: Record<string, Partial<Resize>> = {
    'as it is stored': {},
    'as RGBA': { rgba: true },
    'raised to a power': { gamma: 2.2 },
    'weighed by alpha': { weighted: true },
    copied: { size: { width: 45, height: 39 }, gamma: 1.5 },
    'brought to sRGB where it has 16 bits': { space: SRGB },
    'by way of a power, too': { gamma: 1.5, space: SRGB },
    cropped: { box: CROP, crop: CROP },
    'cropped as RGBA': { box: CROP, crop: CROP, rgba: true },
    'as light': { light: SRGB },
    'as light of three curves': { light: { ...SRGB, curves: [power(2), power(1.8), power(2)] } },
  }
  it.each(Object.entries(ways))('%s takes its planned memory', async (_way, rest) => {
    const kernel = openKernel()
    const pixels = await decoded(file, kernel)
    const how = to({ width: 45, height: 39 }, { width: 20, height: 60 }, rest)
    const before = kernel.alloc(0)
    // Reads to the end. Nothing is freed meanwhile.
    const { planes } = await resample(kernel, pixels, how)
    const used = kernel.alloc(0) - before - EMPTY_BLOCK - (await decoderTakes(file))
    expect(resizeMemory(pixels.layout, pixels.planes, how)).toBe(used)
    expect(planes[0]).toMatchObject(how.size)
    if (rest.gamma || rest.light) expect(planes.length).toBe(1)
  })
})

/** Returns the bytes that the decoder allocates when rows are read. */
async function decoderTakes(file: Uint8Array): Promise<number> {
  const kernel = openKernel()
  const { strips } = await decoded(file, kernel)
  const before = kernel.alloc(0)
  for await (const _ of strips);
  return kernel.alloc(0) - before - EMPTY_BLOCK
}

async function pixelsOf(file: Uint8Array, how: Resize): Promise<Uint8Array> {
  const kernel = openKernel()
  const picture = rgba(kernel, await resample(kernel, await decoded(file, kernel), how))
  return view(kernel, picture.planes[0].address, picture.width * picture.height * 4).slice()
}

const furthest = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? Number.NaN))), 0)

test('resamples 16 bits like 8 bits of the same levels', async () => {
  const narrow = pngPicture(6, 8, 60, 50)
  const wide = pngPicture(6, 16, 60, 50, { samples: narrow.samples.map((level) => 257 * level) })
  const opaque = (picture: typeof wide, most: number) => ({
    ...picture,
    samples: picture.samples.map((level, at) => (at % 4 === 3 ? most : level)),
  })
  for (const size of [
    { width: 21, height: 17 },
    { width: 90, height: 110 },
    { width: 60, height: 50 },
  ]) {
    for (const gamma of [undefined, 1.5]) {
      const how = to(narrow, size, { gamma })
      const [ours, theirs] = [opaque(wide, 65_535), opaque(narrow, 255)].map((picture) => pngFile(picture))
      // 8 bits are rounded twice.
      const most = gamma === undefined ? 1 : 2
      const made = await pixelsOf(ours ?? new Uint8Array(), how)
      expect(furthest(made, await pixelsOf(theirs ?? new Uint8Array(), how))).toBeLessThanOrEqual(most)
    }
  }
})

test('applies gamma to colors only, and code by code if pixels are copied', async () => {
  const picture = makePicture(30, 20, { alpha: 'soft', noise: 60 })
  const kernel = openKernel()
  const { planes } = await resample(kernel, wholeFrame(picture), to(picture, picture, { gamma: 2 }))
  const made = view(kernel, planes[0]?.address ?? 0, picture.data.length)
  const expected = picture.data.map((code, at) => (at % 4 === 3 ? code : Math.round(code ** 2 / 255)))
  expect([...made]).toEqual([...expected])
})

test('does not treat gray with an invalid tRNS as RGBA', async () => {
  const picture = pngPicture(0, 8, 400, 300)
  const ignored = pngFile(picture, { chunks: [pngChunk('tRNS', [0, 1, 0, 2, 0, 3])] })
  expect(headerOf(ignored).alpha).toBe(true)
  const how = to(picture, { width: 70, height: 61 })
  expect(await pixelsOf(ignored, { ...how, weighted: true })).toEqual(await pixelsOf(pngFile(picture), how))
})

test('reads nothing after the last row that is needed', async () => {
  const picture = makePicture(20, 400)
  let asked = 0
  async function* strips() {
    for (let row = 0; row < 400; row++) {
      asked = row
      const rows = picture.data.subarray(row * 80, row * 80 + 80)
      yield { planes: [{ rows, stride: 80, count: 1 }] }
    }
  }
  const how = to({ width: 20, height: 50 }, { width: 10, height: 25 })
  const source = { ...wholeFrame(picture), strips: strips() }
  await resample(openKernel(), source, how)
  expect(asked).toBeLessThan(60)
  const short = { ...wholeFrame({ ...picture, height: 400 }), strips: strips() }
  short.strips.return(undefined)
  await expect(resample(openKernel(), short, how)).rejects.toMatchObject({ code: 'corrupt' })
})

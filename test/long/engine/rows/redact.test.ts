import sharp, { type WebpOptions } from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { decoders } from '../../../../src/engine/formats/codecs.ts'
import { turnOf } from '../../../../src/engine/picture/orientation.ts'
import { type DecodeScale, type Pixels, pixelBytes } from '../../../../src/engine/picture/picture.ts'
import type { Box } from '../../../../src/engine/picture/size.ts'
import { redacted } from '../../../../src/engine/rows/redact.ts'
import { resample } from '../../../../src/engine/rows/resample.ts'
import { rgbaStrips } from '../../../../src/engine/rows/rgba-strips.ts'
import { openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { EIGHTHS } from '../../../support/jpeg/kernel.ts'
import { disturbedMcus, disturbedPixels, type IsHidden, touches } from '../../../support/picture/disturbed.ts'
import { jpegFiles } from '../../../support/picture/files.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { PNG_KINDS, pngFile, pngPicture } from '../../../support/png/writer.ts'
import { spreadRows } from '../../../support/properties/runs.ts'

const SIZE = { width: 101, height: 77 }
/** Boxes to redact. The second is partly outside the picture, the third is empty. */
const BOXES: readonly Box[] = [
  { x: 50, y: 41, width: 9, height: 25 },
  { x: 88, y: 66, width: 50, height: 50 },
  { x: 3, y: 3, width: 0, height: 7 },
]
const HIDDEN = BOXES.slice(0, 2)

async function decoded(file: Uint8Array, decodeScale: DecodeScale, boxes: readonly Box[]) {
  const kernel = openKernel()
  const header = headerOf(file)
  const pixels = await decoders[header.format].decode(byteInput(file, [99, 501]), header, kernel, decodeScale)
  return { kernel, header, pixels: redacted(pixels, header, decoders[header.format].spread(header), boxes) }
}

async function made(
  file: Uint8Array,
  decodeScale: DecodeScale,
  boxes: readonly Box[],
): Promise<Uint8Array[]> {
  const { kernel, header, pixels } = await decoded(file, decodeScale, boxes)
  const { layout, planes } = await resample(kernel, pixels, {
    box: { x: 0, y: 0, width: header.width, height: header.height },
    size: { width: 73, height: 46 },
    filter: 'lanczos3',
    halved: false,
    turn: turnOf(1),
    weighted: header.alpha,
  })
  return planes.map(({ address, width, height }) =>
    view(kernel, address, width * height * pixelBytes(layout)).slice(),
  )
}

async function samples({ layout, planes, strips }: Pixels): Promise<Uint8Array[]> {
  const rows: Uint8Array[][] = planes.map(() => [])
  for await (const strip of strips) {
    for (const [index, { rows: data, stride, count }] of strip.planes.entries()) {
      const bytes = (planes[index]?.width ?? 0) * pixelBytes(layout)
      for (let row = 0; row < count; row++) rows[index]?.push(data.slice(row * stride, row * stride + bytes))
    }
  }
  return rows.map((list) => Uint8Array.from(Buffer.concat(list)))
}

const isHidden: IsHidden = (box) => HIDDEN.some((hidden) => touches(hidden, box))

const OTHER_JPEGS = jpegFiles(SIZE.width, SIZE.height, (components) =>
  disturbedMcus(SIZE, components, isHidden),
)

describe.each([...jpegFiles(SIZE.width, SIZE.height)])('a redacted %s', (name, file) => {
  const other = OTHER_JPEGS.get(name) ?? file

  test.each(EIGHTHS)('shows no trace of hidden pixels at %d/8', async (decodeScale) => {
    expect(await made(file, decodeScale, BOXES)).toEqual(await made(other, decodeScale, BOXES))
    expect(await made(file, decodeScale, [])).not.toEqual(await made(other, decodeScale, []))
  })

  test.each(spreadRows(EIGHTHS, 4))('keeps other MCUs unchanged at %d/8', async (decodeScale) => {
    const plain = await decoded(file, decodeScale, [])
    const { pixels } = await decoded(file, decodeScale, BOXES)
    const factors = plain.header.components === 1 ? [[1, 1] as const] : (plain.header.sampling ?? [])
    const width = 8 * Math.max(...factors.map(([h]) => h))
    const height = 8 * Math.max(...factors.map(([, v]) => v))
    const isInHidden = (x: number, y: number) =>
      isHidden({ x: Math.floor(x / width) * width, y: Math.floor(y / height) * height, width, height })
    const before = await samples(plain.pixels)
    const after = await samples(pixels)
    for (const [index, plane] of pixels.planes.entries()) {
      const [across, down] = plane.density
      const [was, is] = [before[index] ?? [], after[index] ?? []]
      const inside = new Set<number>()
      const changed = was.findIndex((value, at) => {
        const [x, y] = [at % plane.width, Math.floor(at / plane.width)]
        const hidden = isInHidden((x + 0.5) / across, (y + 0.5) / down)
        if (hidden) inside.add(is[at] ?? -1)
        return !hidden && value !== is[at]
      })
      expect(changed).toBe(-1)
      expect(inside.size).toBe(1)
    }
  })

  it('is black inside the boxes', async () => {
    const { kernel, pixels } = await decoded(file, 8, BOXES)
    const [rgba = new Uint8Array(0)] = await samples(rgbaStrips(kernel, pixels))
    for (const { x, y } of HIDDEN) {
      const at = ((y + 8) * SIZE.width + x + 6) * 4
      expect([...rgba.subarray(at, at + 4)]).toEqual([0, 0, 0, 255])
    }
  })
})

describe.each(PNG_KINDS)('a redacted PNG of color type %d, %d bits', (colorType, depth) => {
  test.each([false, true])('changes only in hidden pixels; interlaced: %s', async (interlaced) => {
    const picture = pngPicture(colorType, depth, SIZE.width, SIZE.height, { interlaced })
    const [file, other] = [pngFile(picture), pngFile(disturbedPixels(picture, isHidden))]
    expect(await made(file, 8, BOXES)).toEqual(await made(other, 8, BOXES))
    expect(await made(file, 8, [])).not.toEqual(await made(other, 8, []))

    const plain = await decoded(file, 8, [])
    const [before = new Uint8Array(0)] = await samples(rgbaStrips(plain.kernel, plain.pixels))
    const { kernel, pixels } = await decoded(file, 8, BOXES)
    const [after = new Uint8Array(0)] = await samples(rgbaStrips(kernel, pixels))
    const expected = before.map((value, at) => {
      const place = { x: (at >> 2) % SIZE.width, y: Math.floor((at >> 2) / SIZE.width), width: 1, height: 1 }
      if (isHidden(place)) return at % 4 === 3 ? 255 : 0
      return value
    })
    expect(after).toEqual(expected)
  })
})

const GLASS = makePicture(SIZE.width, SIZE.height, { alpha: 'soft', noise: 9 })
const webp = (options: WebpOptions, alpha: boolean) => {
  const image = sharp(GLASS.data, { raw: { ...SIZE, channels: 4 } })
  return (alpha ? image : image.removeAlpha()).webp(options).toBuffer()
}

test.each<[string, WebpOptions, boolean, reach: number]>([
  ['lossy', { quality: 80 }, false, 16],
  ['lossy with alpha', { quality: 80 }, true, 16],
  ['lossless', { lossless: true }, false, 0],
  ['lossless with alpha', { lossless: true }, true, 0],
])('keeps a WebP, %s, outside the boxes and the reach of its filter', async (_, options, alpha, reach) => {
  const file = await webp(options, alpha)
  const plain = await decoded(file, 1, [])
  const [before = new Uint8Array(0)] = await samples(rgbaStrips(plain.kernel, plain.pixels))
  const { kernel, pixels } = await decoded(file, 1, BOXES)
  const [after = new Uint8Array(0)] = await samples(rgbaStrips(kernel, pixels))
  const near = (x: number, y: number, by: number) =>
    HIDDEN.some((box) =>
      touches(
        { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by },
        { x, y, width: 1, height: 1 },
      ),
    )
  // Next to a box that is black in planes, the chroma of two more pixels is mixed with black.
  const blurred = reach === 0 ? 0 : 2
  const expected = before.map((value, at) => {
    const [x, y] = [(at >> 2) % SIZE.width, Math.floor((at >> 2) / SIZE.width)]
    if (near(x, y, reach - blurred)) return at % 4 === 3 ? 255 : 0
    return near(x, y, reach + blurred) ? (after[at] ?? 0) : value
  })
  expect(after).toEqual(expected)
})

import { describe, expect, it } from 'vitest'
import { decoder as jpegDecoder } from '../../../../src/engine/formats/jpeg/decoder.ts'
import { readPng } from '../../../../src/engine/formats/png/reader.ts'
import type { CropBox } from '../../../../src/engine/picture/crop-box.ts'
import { type DecodeScale, type Pixels, pixelBytes } from '../../../../src/engine/picture/picture.ts'
import { cropped } from '../../../../src/engine/rows/cropped.ts'
import { convertPlanes } from '../../../../src/engine/rows/rgba.ts'
import { rgbaStrips, rgbaStripsMemory } from '../../../../src/engine/rows/rgba-strips.ts'
import { type Kernel, openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { EIGHTHS } from '../../../support/jpeg/kernel.ts'
import { guarded } from '../../../support/kernel/guarded.ts'
import { jpegFiles, pngFiles } from '../../../support/picture/files.ts'
import { spreadRows } from '../../../support/properties/runs.ts'

function open(kernel: Kernel, file: Uint8Array, decodeScale: DecodeScale = 8): Promise<Pixels> {
  const header = headerOf(file)
  const input = byteInput(file, [100, 500, 700])
  return header.format === 'png'
    ? readPng(input, header, kernel)
    : jpegDecoder.decode(input, header, kernel, decodeScale)
}

async function planesOf({ planes, strips, layout }: Pixels): Promise<Uint8Array[]> {
  const rows = planes.map((): Uint8Array[] => [])
  const bytes = pixelBytes(layout)
  for await (const strip of strips) {
    for (const [index, { rows: data, stride, count }] of strip.planes.entries()) {
      const length = (planes[index]?.width ?? 0) * bytes
      for (let y = 0; y < count; y++) rows[index]?.push(data.slice(y * stride, y * stride + length))
    }
  }
  return rows.map((plane) => Uint8Array.from(Buffer.concat(plane)))
}

interface Size {
  readonly width: number
  readonly height: number
}

/** Place of a plane in the picture: its samples a pixel, its first sample, and the first pixel. */
interface Place {
  readonly density: readonly [number, number]
  readonly sample: readonly [number, number]
  readonly pixel: readonly [number, number]
}

function spread(
  data: Uint8Array,
  from: Size,
  to: Size,
  { density, sample, pixel: first }: Place,
): Float64Array {
  const place = (pixel: number, axis: 0 | 1, count: number) => {
    const at = (pixel + first[axis] + 0.5) * density[axis] - 0.5 - sample[axis]
    const within = (index: number) => Math.min(Math.max(index, 0), count - 1)
    return { low: within(Math.floor(at)), high: within(Math.floor(at) + 1), share: at - Math.floor(at) }
  }
  return Float64Array.from({ length: to.width * to.height }, (_, pixel) => {
    const x = place(pixel % to.width, 0, from.width)
    const y = place(Math.floor(pixel / to.width), 1, from.height)
    const at = (column: number, row: number) => data[row * from.width + column] ?? 0
    const upper = at(x.low, y.low) * (1 - x.share) + at(x.high, y.low) * x.share
    const lower = at(x.low, y.high) * (1 - x.share) + at(x.high, y.high) * x.share
    return upper * (1 - y.share) + lower * y.share
  })
}

/** Enlarges the planes in double precision, and converts their colors in the same way. */
async function reference(file: Uint8Array, decodeScale: DecodeScale, crop?: CropBox) {
  const pixels = cropped(await open(openKernel(), file, decodeScale), crop)
  const { layout, inverted, planes } = pixels
  if (layout === 'rgba16' || layout === 'rgb24') throw new Error('not a JPEG')
  const data = await planesOf(pixels)
  const densest = [0, 1].map((axis) => Math.max(...planes.map(({ density }) => density[axis] ?? 0)))
  const [across = 1, down = 1] = densest
  const width = Math.max(...planes.map((plane) => plane.width))
  const height = Math.max(...planes.map((plane) => plane.height))
  const pixel = [0, 1].map((axis) => {
    const densest = planes.find(({ density }) => density[axis] === (axis === 0 ? across : down))
    return densest?.start?.[axis] ?? 0
  })
  const kernel = openKernel()
  const addresses = planes.map((plane, index) => {
    const {
      density: [x, y],
      start: sample = [0, 0],
    } = plane
    const place = { density: [x / across, y / down], sample, pixel: [pixel[0] ?? 0, pixel[1] ?? 0] } as const
    const full = spread(data[index] ?? new Uint8Array(), plane, { width, height }, place)
    const address = kernel.alloc(full.length)
    view(kernel, address, full.length).set(Uint8Array.from(full, Math.round))
    return address
  })
  const out = kernel.alloc(width * height * 4)
  convertPlanes(kernel, { layout, inverted }, addresses, width * height, out)
  return { width, height, data: view(kernel, out, width * height * 4).slice() }
}

const furthest = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? -1))), 0)

async function converted(file: Uint8Array, decodeScale: DecodeScale = 8, crop?: CropBox) {
  const kernel = openKernel()
  const source = cropped(await open(kernel, file, decodeScale), crop)
  const before = kernel.alloc(0)
  const pixels = rgbaStrips(kernel, source)
  const used = kernel.alloc(0) - before - EMPTY_BLOCK
  const { planes, layout } = pixels
  const reckoned = rgbaStripsMemory(source.layout, source.planes)
  const [data = new Uint8Array()] = await planesOf(pixels)
  return { planes, layout, data, used, reckoned }
}

const EMPTY_BLOCK = 64

/** Returns crop boxes with edges beside all grids, and in the middle of a chroma sample. */
const cropsOf = ({ width, height }: Size): readonly CropBox[] =>
  [
    { x: 1, y: 1, width: width - 1, height: height - 2 },
    { x: Math.floor(width / 3), y: Math.floor(height / 2), width: Math.ceil(width / 2), height: 2 },
    { x: width - 2, y: 1, width: 1, height: 1 },
  ].map((box) => ({ ...box, picture: { width, height } }))

describe.each([...jpegFiles(45, 39), ...jpegFiles(3, 7)])('a %s', (_, file) => {
  it.each(spreadRows(EIGHTHS, 4))(
    'becomes RGBA of the size of its densest plane, at %d/8',
    async (decodeScale) => {
      const expected = await reference(file, decodeScale)
      const { planes, layout, data, used, reckoned } = await converted(file, decodeScale)
      expect(layout).toBe('rgba')
      expect(planes).toMatchObject([{ width: expected.width, height: expected.height }])
      expect(data.length).toBe(expected.data.length)
      // A rounding of one level before the conversion becomes up to two after it, and more for
      // inks.
      expect(furthest(data, expected.data)).toBeLessThanOrEqual(4)
      expect(used).toBe(reckoned)
    },
  )

  it.each(spreadRows(EIGHTHS, 3))('has chroma of its crop box alone, at %d/8', async (decodeScale) => {
    for (const crop of cropsOf(headerOf(file))) {
      const expected = await reference(file, decodeScale, crop)
      const { data, used, reckoned } = await converted(file, decodeScale, crop)
      expect(data.length).toBe(expected.data.length)
      expect(furthest(data, expected.data)).toBeLessThanOrEqual(4)
      expect(used).toBe(reckoned)
    }
  })

  it('is never read outside its memory blocks', async () => {
    const [crop] = cropsOf(headerOf(file))
    await guarded(async () => {
      for (const decodeScale of spreadRows(EIGHTHS, 4)) {
        await converted(file, decodeScale)
        await converted(file, decodeScale, crop)
      }
    })
  })
})

describe.each([...pngFiles(37, 11)])('a %s', (_, file) => {
  it('becomes RGBA', async () => {
    const source = await open(openKernel(), file)
    const [stored = new Uint8Array()] = await planesOf(source)
    const { data, used, reckoned } = await converted(file)
    const levels = new Uint16Array(stored.buffer, 0, stored.length >> 1)
    const expected = {
      gray: () => [...stored].flatMap((level) => [level, level, level, 255]),
      rgb24: () =>
        Array.from({ length: (stored.length / 3) * 4 }, (_, at) =>
          at % 4 === 3 ? 255 : (stored[Math.floor(at / 4) * 3 + (at % 4)] ?? 0),
        ),
      rgba: () => [...stored],
      rgba16: () => Array.from(levels, (level) => Math.round(level / 257)),
    }[source.layout as 'gray' | 'rgb24' | 'rgba' | 'rgba16']()
    expect([...data]).toEqual(expected)
    expect(used).toBe(reckoned)
  })
})

function planar(kernel: Kernel, cuts: readonly (readonly [number, number, number])[]): Pixels {
  const size = { width: 16, height: 16 }
  const half = { width: 8, height: 8 }
  const planes = [
    { ...size, density: [1, 1] },
    { ...half, density: [0.5, 0.5] },
    { ...half, density: [0.5, 0.5] },
  ] as const
  const addresses = planes.map(({ width, height }) => kernel.alloc(width * height))
  async function* strips() {
    const done = [0, 0, 0]
    for (const counts of cuts) {
      yield {
        planes: planes.map(({ width }, index) => {
          const [count, first] = [counts[index] ?? 0, done[index] ?? 0]
          done[index] = first + count
          return {
            rows: view(kernel, (addresses[index] ?? 0) + first * width, count * width),
            stride: width,
            count,
          }
        }),
      }
    }
  }
  return { layout: 'ycc', inverted: false, planes, strips: strips() }
}

describe('planes of several strips', () => {
  const rowsOf = async (cuts: readonly (readonly [number, number, number])[]) => {
    const kernel = openKernel()
    const counts: number[] = []
    for await (const { planes } of rgbaStrips(kernel, planar(kernel, cuts)).strips)
      counts.push(planes[0]?.count ?? 0)
    return counts
  }

  it('wait for each other', async () => {
    expect(
      await rowsOf([
        [4, 2, 0],
        [0, 0, 2],
        [12, 6, 6],
      ]),
    ).toEqual([3, 13])
  })

  it('give no more rows if one plane is missing', async () => {
    expect(await rowsOf([[4, 2, 2]])).toEqual([3])
  })

  it('are refused if they are out of step', async () => {
    await expect(rowsOf([[8, 1, 1]])).rejects.toMatchObject({ code: 'internal' })
  })

  it('are refused if they are not in the kernel', async () => {
    const elsewhere = planar(openKernel(), [[16, 8, 8]])
    const reading = planesOf(rgbaStrips(openKernel(), elsewhere))
    await expect(reading).rejects.toMatchObject({ code: 'internal' })
  })
})

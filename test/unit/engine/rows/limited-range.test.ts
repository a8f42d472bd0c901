import { describe, expect, it } from 'vitest'
import { NO_SPREAD } from '../../../../src/engine/formats/codec.ts'
import { turnOf } from '../../../../src/engine/picture/orientation.ts'
import type { Picture, Pixels, Range } from '../../../../src/engine/picture/picture.ts'
import { redacted } from '../../../../src/engine/rows/redact.ts'
import { resample } from '../../../../src/engine/rows/resample.ts'
import { rgba } from '../../../../src/engine/rows/rgba.ts'
import { rgbaStrips } from '../../../../src/engine/rows/rgba-strips.ts'
import { type Kernel, openKernel, view } from '../../../../src/engine/wasm/kernel.ts'

const SIZE = { width: 32, height: 24 }
const HALF = { width: 16, height: 12 }

/** Returns a single-color picture, in two strips. */
function flat(kernel: Kernel, range: Range | undefined, levels: readonly [number, number, number]): Pixels {
  const planes = [
    { ...SIZE, density: [1, 1] },
    { ...HALF, density: [0.5, 0.5] },
    { ...HALF, density: [0.5, 0.5] },
  ] as const
  const addresses = planes.map(({ width, height }) => kernel.alloc(width * height))
  async function* strips() {
    for (const part of [0, 1]) {
      yield {
        planes: planes.map(({ width, height }, index) => {
          const count = height / 2
          const rows = view(kernel, (addresses[index] ?? 0) + part * count * width, count * width)
          return { rows: rows.fill(levels[index] ?? 0), stride: width, count }
        }),
      }
    }
  }
  return { layout: 'ycc', inverted: false, ...(range && { range }), planes, strips: strips() }
}

const resize = (size: { width: number; height: number }, halved = false) => ({
  box: { x: 0, y: 0, ...SIZE },
  size,
  filter: 'lanczos3' as const,
  halved,
  turn: turnOf(1),
  weighted: false,
})

function levelsOf(kernel: Kernel, { planes }: Picture): number[][] {
  return planes.map(({ address, width, height }) => [...new Set(view(kernel, address, width * height))])
}

describe.each([
  ['smaller', { width: 9, height: 7 }],
  ['at its own size', SIZE],
])('a picture of limited range, %s', (_, size) => {
  it('has full range after the resize', async () => {
    const kernel = openKernel()
    const picture = await resample(kernel, flat(kernel, 'limited', [235, 16, 240]), resize(size))
    expect(picture.layout).toBe('ycc')
    expect(levelsOf(kernel, picture)).toEqual([[255], [1], [255]])
  })

  it('has full range with chroma of half the size, too', async () => {
    const kernel = openKernel()
    const picture = await resample(kernel, flat(kernel, 'limited', [16, 128, 128]), resize(size, true))
    expect(levelsOf(kernel, picture)).toEqual([[0], [128], [128]])
  })

  it('stays unchanged if its range is full', async () => {
    for (const range of ['full', undefined] as const) {
      const kernel = openKernel()
      const picture = await resample(kernel, flat(kernel, range, [235, 16, 240]), resize(size))
      expect(levelsOf(kernel, picture)).toEqual([[235], [16], [240]])
    }
  })

  it.each([
    ['black', [16, 128, 128], [0, 0, 0, 255]],
    ['white', [235, 128, 128], [255, 255, 255, 255]],
    ['red', [81, 90, 240], [254, 0, 0, 255]],
  ] as const)('shows %s by both ways to RGBA', async (_, levels, color) => {
    for (const early of [true, false]) {
      const kernel = openKernel()
      const pixels = flat(kernel, 'limited', levels)
      const picture = await resample(kernel, pixels, { ...resize(size), rgba: early })
      const [plane] = rgba(kernel, picture).planes
      const pixel = view(kernel, plane?.address ?? 0, 4)
      for (const [channel, level] of pixel.entries())
        expect(Math.abs(level - (color[channel] ?? 0))).toBeLessThanOrEqual(1)
    }
  })
})

it('redacts with the black of the range', async () => {
  for (const [range, luma] of [
    ['limited', 16],
    ['full', 0],
  ] as const) {
    const kernel = openKernel()
    const box = { x: 0, y: 0, width: 20, height: 20 }
    const pixels = redacted(flat(kernel, range, [235, 16, 240]), SIZE, NO_SPREAD, [box])
    const { planes, strips } = pixels
    expect(pixels.range).toBe(range)
    const first = await strips[Symbol.asyncIterator]().next()
    const stored = first.value.planes.map(({ rows }: { rows: Uint8Array }) => rows[0])
    expect([planes.length, stored]).toEqual([3, [luma, 128, 128]])
  }
})

it('redacts with black that is also black as RGBA', async () => {
  const kernel = openKernel()
  const pixels = redacted(flat(kernel, 'limited', [235, 16, 240]), SIZE, NO_SPREAD, [{ x: 0, y: 0, ...SIZE }])
  const converted = rgbaStrips(kernel, pixels)
  expect(converted.range).toBeUndefined()
  for await (const { planes } of converted.strips)
    expect(new Set(planes.flatMap(({ rows }) => [...new Uint32Array(rows.slice().buffer)]))).toEqual(
      new Set([0xff000000]),
    )
})

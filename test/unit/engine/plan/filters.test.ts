import { describe, expect, it, test } from 'vitest'
import { perform, stepInstance, stepMemory } from '../../../../src/engine/ops/operations.ts'
import { frameOf } from '../../../../src/engine/ops/upright.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import type { Box } from '../../../../src/engine/picture/size.ts'
import { wholeFrame } from '../../../../src/engine/picture/strips.ts'
import { type FilterName, filtering } from '../../../../src/engine/plan/filters.ts'
import { resample, resizeMemory } from '../../../../src/engine/rows/resample.ts'
import { openKernel } from '../../../../src/engine/wasm/kernel.ts'
import { memoriesOf } from '../../../support/isolate/memories.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { psnr } from '../../../support/picture/psnr.ts'
import { cut } from '../../../support/picture/raster.ts'

const AS_STORED = { swap: false, mirrorX: false, mirrorY: false }

const shape = (crop: Box, to: readonly [number, number], window?: Box) => {
  const scaled = { width: to[0], height: to[1] }
  return { crop, scaled, window: window ?? { x: 0, y: 0, ...scaled } }
}

const whole = (width: number, height: number): Box => ({ x: 0, y: 0, width, height })

async function filtered(frame: Frame, name: FilterName, how: ReturnType<typeof shape>, alpha = false) {
  const kernel = openKernel()
  const { resize, steps } = filtering(name, how, alpha)
  const settings = { ...resize, halved: false, turn: AS_STORED }
  const before = kernel.alloc(0)
  const pixels = wholeFrame(frame)
  const first = await resample(kernel, pixels, settings)
  const picture = steps.reduce((before, step) => perform(kernel, before, step), first)
  const used = kernel.alloc(0) - before - EMPTY_BLOCK
  const planned = steps.map((step) => stepMemory(how.window, step) + (stepInstance(step)?.bytes ?? 0))
  const memory = { used, resize: resizeMemory(pixels.layout, pixels.planes, settings), steps: planned }
  return { ...frameOf(kernel, picture), memory, steps, resize }
}

describe('the steps of a filter', () => {
  const names = (name: FilterName, how: ReturnType<typeof shape>) =>
    filtering(name, how, false).steps.map(({ op }) => op)
  const crop = whole(400, 300)

  it.each<[string, FilterName, [number, number], string[]]>([
    ['none for filters of the kernel', 'catrom', [800, 600], []],
    ['none for hqx on a smaller output', 'hqx', [200, 150], []],
    ['none for hqx at the same size', 'hqx', [400, 300], []],
    ['none for magic at the same size', 'magic', [400, 300], []],
    ['a halving for magic on a smaller output', 'magic', [399, 299], ['halve']],
    ['a halving for magic if one side shrinks', 'magic', [400, 150], ['halve']],
    ['an enlargement for a larger output', 'magic', [401, 301], ['enlarge']],
    ['an enlargement if one side grows', 'hqx', [500, 30], ['enlarge']],
  ])('are %s', (_, name, to, expected) => {
    expect(names(name, shape(crop, to))).toEqual(expected)
  })

  it.each<[FilterName, [number, number], number]>([
    ['hqx', [401, 300], 2],
    ['hqx', [800, 600], 2],
    ['hqx', [801, 600], 3],
    ['hqx', [4000, 3000], 4],
    ['magic', [4000, 3000], 8],
    ['magic', [2400, 10], 6],
  ])('are, for %s to %j, an enlargement by %d', (name, to, factor) => {
    expect(filtering(name, shape(crop, to), false).steps).toMatchObject([{ args: { factor, by: name } }])
  })

  it('cover only the needed part of the source', () => {
    const window = { x: 600, y: 100, width: 60, height: 50 }
    const { resize } = filtering(
      'hqx',
      shape({ x: 40, y: 30, width: 400, height: 300 }, [1200, 900], window),
      false,
    )
    // Columns 200 to 220 and rows 33.3 to 50 of the crop, plus six pixels on each side.
    expect(resize.box).toEqual({ x: 234, y: 57, width: 32, height: 29 })
    expect(resize.size).toEqual({ width: 32, height: 29 })
  })
})

const HALF = 0.5

/** Reductions, for which hqx falls back to lanczos3. */
const DOWN: [string, Box, [number, number], Box?][] = [
  ['down', whole(160, 120), [61, 43]],
  ['down and up', whole(160, 120), [300, 50]],
  ['a window, down', whole(160, 120), [81, 59], { x: 21, y: 13, width: 33, height: 29 }],
]

describe.each<FilterName>(['magic', 'hqx'])('the filter %s', (name) => {
  const picture = makePicture(160, 120)

  it.each<[string, Box, [number, number], Box?]>([
    ['up', whole(160, 120), [391, 277]],
    [
      'a window of a crop, up',
      { x: 21, y: 13, width: 99, height: 81 },
      [299, 251],
      { x: 97, y: 31, width: 80, height: 93 },
    ],
    ...(name === 'hqx' ? [] : DOWN),
  ])('shows the same as lanczos3 at the same place: %s', async (_, crop, to, window) => {
    const how = shape(crop, to, window)
    const [got, expected] = [await filtered(picture, name, how), await filtered(picture, 'lanczos3', how)]
    expect([got.width, got.height]).toEqual([how.window.width, how.window.height])
    const likeness = psnr(got.data, expected.data)
    expect(likeness).toBeGreaterThan(40)
    for (const [x, y] of [
      [HALF, 0],
      [-HALF, 0],
      [0, HALF],
      [0, -HALF],
    ] as const) {
      const [across, down] = [crop.width / to[0], crop.height / to[1]]
      const aside = { ...how, crop: { ...crop, x: crop.x + x * across, y: crop.y + y * down } }
      const shifted = await filtered(picture, 'lanczos3', aside)
      expect(psnr(got.data, shifted.data)).toBeLessThan(likeness)
    }
  })

  it('gives a window that equals this part of the whole output', async () => {
    const noisy = makePicture(90, 70, { alpha: 'soft', noise: 50 })
    const [to, window] =
      name === 'hqx'
        ? ([[201, 155], { x: 60, y: 55, width: 70, height: 40 }] as const)
        : ([[41, 33], { x: 9, y: 8, width: 20, height: 11 }] as const)
    const part = await filtered(noisy, name, shape(whole(90, 70), [...to], window), true)
    const all = await filtered(noisy, name, shape(whole(90, 70), [...to]), true)
    expect(psnr(part.data, cut(all, window).data)).toBeGreaterThan(50)
  })

  it('adds no color of transparent pixels', async () => {
    const data = new Uint8Array(40 * 40 * 4)
    for (let at = 0; at < data.length; at += 4)
      data.set(at % 160 < 80 ? [250, 20, 10, 255] : [0, 255, 0, 0], at)
    for (const side of name === 'hqx' ? [93] : [15, 93]) {
      const frame = { width: 40, height: 40, data }
      const { data: made } = await filtered(frame, name, shape(whole(40, 40), [side, side]), true)
      for (let at = 0; at < made.length; at += 4) {
        if ((made[at + 3] ?? 0) < 32) continue
        expect(made[at]).toBeGreaterThan(235)
        expect(made[at + 1]).toBeLessThan(40)
      }
    }
  })

  it('takes at most the planned memory', async () => {
    for (const to of [
      [67, 51],
      [301, 222],
    ] as const) {
      const { result, bytes } = await memoriesOf(() =>
        filtered(picture, name, shape(whole(160, 120), [...to])),
      )
      const { used, resize, steps } = result.memory
      const planned = resize + steps.reduce((sum, step) => sum + step, 0)
      expect(planned).toBeGreaterThanOrEqual(used)
      expect(planned + KERNEL).toBeGreaterThanOrEqual(bytes)
    }
  })
})

const EMPTY_BLOCK = 64
/** Empty kernel's memory, plus the rest of its last page. */
const KERNEL = 3 * 65_536

test('makes magic and hqx differ from the filters of the kernel', async () => {
  const picture = makePicture(60, 50, { noise: 60 })
  const how = shape(whole(60, 50), [150, 120])
  const made = await Promise.all(
    (['lanczos3', 'catrom', 'magic', 'hqx'] as const).map((name) => filtered(picture, name, how)),
  )
  for (const [index, one] of made.entries())
    for (const other of made.slice(index + 1)) expect(psnr(one.data, other.data)).toBeLessThan(45)
})

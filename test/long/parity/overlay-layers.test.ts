import sharp, { type Blend, type OverlayOptions as SharpOverlay } from 'sharp'
import { describe, expect, test } from 'vitest'
import { composeOverlay } from '../../../src/engine/ops/overlay.ts'
import { placeOverlay } from '../../../src/engine/ops/placement.ts'
import { frameOf } from '../../../src/engine/ops/upright.ts'
import type { LayerOptions } from '../../../src/engine/options/layers.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { inKernel } from '../../support/engine/operate.ts'
import { rawOf } from '../../support/picture/decoded.ts'
import { greatestDifference, meanDifference } from '../../support/picture/differences.ts'
import { makePicture } from '../../support/picture/pictures.ts'
import { bySharp, PICTURES } from './support.ts'

type BlendName = NonNullable<LayerOptions['blend']>

const BLENDS: Readonly<Record<BlendName, Blend>> = {
  normal: 'over',
  multiply: 'multiply',
  screen: 'screen',
  overlay: 'overlay',
  'soft-light': 'soft-light',
  difference: 'difference',
}
const NAMES = Object.keys(BLENDS) as BlendName[]
const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 }

interface Layer extends LayerOptions {
  readonly over: Frame
}

function bySignet(base: Frame, layers: readonly Layer[]): Frame {
  const { kernel, picture } = inKernel(base)
  for (const { over, ...options } of layers)
    composeOverlay(kernel, picture, placeOverlay(picture, over, options), over)
  return frameOf(kernel, picture)
}

const forSharp = (over: Frame, left: number, top: number, blend: BlendName = 'normal'): SharpOverlay => ({
  input: Buffer.from(over.data),
  ...rawOf(over),
  left,
  top,
  blend: BLENDS[blend],
})

/** Returns the picture with each alpha set to 0 or 255. */
function hard({ data, ...size }: Frame): Frame {
  return { ...size, data: data.map((value, at) => (at % 4 < 3 ? value : value < 128 ? 0 : 255)) }
}

const soft = (width: number, height: number) => makePicture(width, height, { alpha: 'soft', noise: 9 })

const OPAQUE = Object.entries(PICTURES).filter(([name]) => name !== 'soft alpha')

describe.each(OPAQUE)('an overlay on %s', (_, base) => {
  // sharp truncates fractions.
  test.each(NAMES)('is within 1 of sharp with blend mode %s, if opaque', async (blend) => {
    const over = hard(soft(base.width, base.height))
    const made = bySignet(base, [{ over, blend }])
    const expected = await bySharp(base, (image) => image.composite([forSharp(over, 0, 0, blend)]))
    expect(greatestDifference(made, expected)).toBeLessThanOrEqual(1)
  })

  test('is within 1 of sharp as one of four ordered layers', async () => {
    const over = hard(soft(Math.ceil(base.width / 2), Math.ceil(base.height / 2)))
    const blends: readonly BlendName[] = ['screen', 'multiply', 'normal', 'difference']
    const placed = blends.map((blend, index) => ({ over, blend, x: index >> 1, y: index & 1 }))
    const made = bySignet(base, placed)
    const drawn = (layers: typeof placed) =>
      bySharp(base, (image) => image.composite(layers.map(({ blend, x, y }) => forSharp(over, x, y, blend))))
    expect(greatestDifference(made, await drawn(placed))).toBeLessThanOrEqual(4)
    if (base.width > 20) expect(meanDifference(made, await drawn(placed.toReversed()))).toBeGreaterThan(5)
  })
})

const hardLight = (base: number, source: number) =>
  source <= 0.5 ? 2 * base * source : 1 - 2 * (1 - base) * (1 - source)
const rise = (base: number) => (base <= 0.25 ? ((16 * base - 12) * base + 4) * base : Math.sqrt(base))

const MIX: Readonly<Record<BlendName, (base: number, source: number) => number>> = {
  normal: (_, source) => source,
  multiply: (base, source) => base * source,
  screen: (base, source) => base + source - base * source,
  overlay: (base, source) => hardLight(source, base),
  'soft-light': (base, source) =>
    source <= 0.5
      ? base - (1 - 2 * source) * base * (1 - base)
      : base + (2 * source - 1) * (rise(base) - base),
  difference: (base, source) => Math.abs(base - source),
}

/**
 * Blends by the W3C formula or, if `premultiplied`, as libvips does: with colors multiplied by
 * alpha.
 */
function modeled(base: Frame, over: Frame, blend: BlendName, premultiplied: boolean): Frame {
  const data = base.data.map((_, at) => {
    const [alphaB, alphaS] = [base.data[at | 3] ?? 0, over.data[at | 3] ?? 0].map((byte) => byte / 255)
    if (alphaB === undefined || alphaS === undefined) return 0
    const alpha = alphaS + alphaB * (1 - alphaS)
    if (at % 4 === 3) return Math.round(255 * alpha)
    if (alpha === 0) return 0
    const [cb, cs] = [(base.data[at] ?? 0) / 255, (over.data[at] ?? 0) / 255]
    const mixed = premultiplied ? MIX[blend](alphaB * cb, alphaS * cs) : MIX[blend](cb, cs)
    const sum = alphaS * (1 - alphaB) * cs + alphaS * alphaB * mixed + (1 - alphaS) * alphaB * cb
    return Math.round(Math.min(255, Math.max(0, (255 * sum) / alpha)))
  })
  return { width: base.width, height: base.height, data }
}

describe('an overlay of translucent pixels', () => {
  const base = makePicture(90, 70, { noise: 20 })
  const over = soft(90, 70)

  test.each(NAMES.filter((name) => name !== 'normal'))(
    'follows W3C with blend mode %s, while sharp blends premultiplied colors',
    async (blend) => {
      const made = bySignet(base, [{ over, blend }])
      const theirs = await bySharp(base, (image) => image.composite([forSharp(over, 0, 0, blend)]))
      expect(meanDifference(made, modeled(base, over, blend, false))).toBeLessThan(0.05)
      expect(meanDifference(theirs, modeled(base, over, blend, true))).toBeLessThan(1)
      expect(meanDifference(made, theirs)).toBeGreaterThan(3)
    },
  )
})

const MARGIN = 2
/** Rounds halves away from zero, as C does. */
const round = (x: number) => Math.trunc(x + Math.sign(x) / 2)

/** Returns the overlay rotated by libvips about the middle of a box at (x, y). */
async function rotatedBySharp(over: Frame, angle: number, box: { width: number; height: number }) {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
  const turn = (x: number, y: number): readonly [number, number] => [cos * x - sin * y, sin * x + cos * y]
  const [width, height] = [over.width + 2 * MARGIN, over.height + 2 * MARGIN]
  const sides = { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN }
  const wide = await bySharp(over, (image) => image.extend({ ...sides, background: CLEAR }))
  const [x, y] = turn((width - 1) / 2, (height - 1) / 2)
  const [across, down] = [(box.width - 1) / 2 - x, (box.height - 1) / 2 - y]
  const options = {
    odx: across - round(across),
    ody: down - round(down),
    interpolator: 'bilinear',
    background: CLEAR,
  } as const
  const frame = await bySharp(wide, (image) => image.affine([cos, -sin, sin, cos], options))
  const corners = [turn(0, 0), turn(width, 0), turn(0, height), turn(width, height)]
  return {
    frame,
    left: round(Math.min(...corners.map(([at]) => at))) + round(across),
    top: round(Math.min(...corners.map(([, at]) => at))) + round(down),
  }
}

describe('a rotated overlay', () => {
  const base = PICTURES['photograph'] ?? makePicture(120, 160)
  const over = soft(40, 27)

  test.each([1, 30, 45, 77.5, 100, 200, 333])('matches affine in sharp at %d degrees', async (rotate) => {
    const made = bySignet(base, [{ over, rotate }])
    const { box, x, y } = placeOverlay(base, over, { rotate })
    const { frame, left, top } = await rotatedBySharp(over, rotate, box)
    const expected = await bySharp(base, (image) => image.composite([forSharp(frame, x + left, y + top)]))
    expect(meanDifference(made, expected)).toBeLessThan(0.1)
  })

  // libvips maps the corners of pixels, which moves the picture by up to a pixel from the center.
  test.each([30, 77.5, 200, 333])('nearly matches rotate in sharp at %d degrees', async (rotate) => {
    const made = bySignet(base, [{ over, rotate }])
    const { x, y, box } = placeOverlay(base, over, { rotate })
    const frame = await bySharp(over, (image) => image.rotate(rotate, { background: CLEAR }))
    expect(frame).toMatchObject(box)
    const expected = await bySharp(base, (image) => image.composite([forSharp(frame, x, y)]))
    expect(meanDifference(made, expected)).toBeLessThan(0.5)
  })

  test.each([90, 180, 270])('equals rotate in sharp at %d degrees', async (rotate) => {
    const made = bySignet(base, [{ over: hard(over), rotate, align: 'topright', padding: 3 }])
    const frame = await bySharp(hard(over), (image) => image.rotate(rotate))
    const place = forSharp(frame, base.width - frame.width - 3, 3)
    expect(made).toEqual(await bySharp(base, (image) => image.composite([place])))
  })

  test('is shrunk to the base before it is rotated', async () => {
    const wide = soft(300, 40)
    const options: LayerOptions = { rotate: 90 }
    const { size, box } = placeOverlay(base, wide, options)
    expect([size, box]).toEqual([
      { width: 160, height: 21 },
      { width: 21, height: 160 },
    ])
    const small = await bySharp(wide, (image) => image.resize({ ...size, fit: 'fill' }))
    const turned = await bySharp(small, (image) => image.rotate(90))
    const { kernel, picture } = inKernel(base)
    const made = frameOf(kernel, composeOverlay(kernel, picture, placeOverlay(base, wide, options), small))
    const expected = await bySharp(base, (image) => image.composite([forSharp(turned, 50, 0)]))
    expect(meanDifference(made, expected)).toBeLessThanOrEqual(1)
    expect(await sharp(turned.data, rawOf(turned)).metadata()).toMatchObject(box)
  })
})

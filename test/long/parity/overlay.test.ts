import sharp, { type Gravity } from 'sharp'
import { describe, expect, test } from 'vitest'
import { composeOverlay } from '../../../src/engine/ops/overlay.ts'
import { placeOverlay } from '../../../src/engine/ops/placement.ts'
import { frameOf } from '../../../src/engine/ops/upright.ts'
import type { LayerOptions } from '../../../src/engine/options/layers.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { inKernel } from '../../support/engine/operate.ts'
import { rawOf } from '../../support/picture/decoded.ts'
import { meanDifference } from '../../support/picture/differences.ts'
import { makePicture } from '../../support/picture/pictures.ts'
import { bySharp, PICTURES } from './support.ts'

const GRAVITIES = {
  center: 'center',
  top: 'north',
  topright: 'northeast',
  right: 'east',
  bottomright: 'southeast',
  bottom: 'south',
  bottomleft: 'southwest',
  left: 'west',
  topleft: 'northwest',
} as const satisfies Record<NonNullable<LayerOptions['align']>, Gravity>
const ALIGNS = Object.keys(GRAVITIES) as (keyof typeof GRAVITIES)[]

function bySignet(base: Frame, over: Frame, options: LayerOptions): Frame {
  const { kernel, picture } = inKernel(base)
  return frameOf(kernel, composeOverlay(kernel, picture, placeOverlay(picture, over, options), over))
}

async function overlayForSharp(over: Frame, opacity: number, padding: number) {
  const background = { r: 0, g: 0, b: 0, alpha: 0 }
  const faded = await sharp(over.data, rawOf(over)).linear([1, 1, 1, opacity], [0, 0, 0, 0]).raw().toBuffer()
  const padded = sharp(faded, rawOf(over)).extend({
    top: padding,
    bottom: padding,
    left: padding,
    right: padding,
    background,
  })
  const { data: input, info } = await padded.raw().toBuffer({ resolveWithObject: true })
  return { input, raw: { width: info.width, height: info.height, channels: 4 as const } }
}

describe.each(Object.entries(PICTURES))('an overlay on %s', (_, frame) => {
  const small = makePicture(Math.ceil(frame.width / 4), Math.ceil(frame.height / 5), {
    alpha: 'soft',
    noise: 9,
  })
  const padding = frame.width > 20 ? 7 : 0

  test.each(ALIGNS)('matches sharp when aligned to %s', async (align) => {
    const made = bySignet(frame, small, { align, padding: padding })
    const input = await overlayForSharp(small, 1, padding)
    const expected = await bySharp(frame, (image) =>
      image.composite([{ ...input, gravity: GRAVITIES[align] }]),
    )
    expect(meanDifference(made, expected)).toBeLessThanOrEqual(1)
  })

  test.each([1, 25, 50, 99])('matches sharp at %d percent opacity', async (alpha) => {
    const made = bySignet(frame, small, { alpha, x: 1, y: 2 })
    const input = await overlayForSharp(small, alpha / 100, 0)
    const expected = await bySharp(frame, (image) => image.composite([{ ...input, left: 1, top: 2 }]))
    expect(meanDifference(made, expected)).toBeLessThanOrEqual(1)
  })

  test.each([0, padding])('matches sharp when repeated %d pixels apart', async (padding) => {
    const options = { repeat: true, padding, alpha: 60 } as const
    const made = bySignet(frame, small, { ...options, align: 'topleft' })
    const input = await overlayForSharp(small, 0.6, padding)
    const expected = await bySharp(frame, (image) =>
      image.composite([{ ...input, tile: true, gravity: 'northwest' }]),
    )
    expect(meanDifference(made, expected)).toBeLessThanOrEqual(1)
  })

  test('matches sharp at the size of the base', async () => {
    const over = makePicture(frame.width, frame.height, { alpha: 'soft' })
    const input = await overlayForSharp(over, 1, 0)
    const expected = await bySharp(frame, (image) => image.composite([input]))
    expect(meanDifference(bySignet(frame, over, {}), expected)).toBeLessThanOrEqual(1)
  })
})

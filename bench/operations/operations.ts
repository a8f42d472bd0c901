import type { Sharp } from 'sharp'
import { type Conversion, colorConversion } from '../../src/engine/color/conversion.ts'
import { perform, type Step } from '../../src/engine/ops/operations.ts'
import { composeOverlay } from '../../src/engine/ops/overlay.ts'
import { overlayBlocks } from '../../src/engine/ops/overlay-blocks.ts'
import { type Placement, placeOverlay } from '../../src/engine/ops/placement.ts'
import { rotatedSize } from '../../src/engine/ops/rotate.ts'
import type { Turn } from '../../src/engine/picture/orientation.ts'
import type { Frame, Picture } from '../../src/engine/picture/picture.ts'
import type { Kernel } from '../../src/engine/wasm/kernel.ts'
import { type PictureName, paintOverlay, SIZE } from './pictures.ts'

/** An operation on a 1200 × 900 pixel picture, in Signet and in sharp. */
export interface Operation {
  readonly title: string
  readonly picture: PictureName
  readonly ours: (kernel: Kernel, picture: Picture) => Picture
  /** `undefined` if sharp has no such operation. */
  readonly theirs?: (image: Sharp) => Sharp
}

const OVERLAY = paintOverlay()
const PAINT = { r: 200, g: 30, b: 90, alpha: 1 }
const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 }

/**
 * Returns the conversion from Display P3, which is given by its code points (ITU-T H.273, tables 2
 * and 3).
 */
function fromP3(): Conversion {
  const conversion = colorConversion({ color: { kind: 'cicp', primaries: 12, transfer: 13 }, components: 3 })
  if (!conversion) throw new Error('Display P3 counts as sRGB')
  return conversion
}

function row(
  title: string,
  step: Step,
  theirs?: Operation['theirs'],
  picture: PictureName = 'opaque',
): Operation {
  const ours: Operation['ours'] = (kernel, given) => perform(kernel, given, step)
  return { title, picture, ours, ...(theirs && { theirs }) }
}

function turned(title: string, how: Partial<Turn>, theirs: Operation['theirs']): Operation {
  const args = { swap: false, mirrorX: false, mirrorY: false, ...how }
  return row(title, { op: 'turn', args }, theirs)
}

function blurred(sigma: number, picture: PictureName = 'opaque'): Operation {
  return row(`blur ${sigma}`, { op: 'blur', args: { sigma } }, (image) => image.blur(sigma), picture)
}

function sharpened(picture: PictureName): Operation {
  return row(
    'sharpen 1',
    { op: 'sharpen', args: { sigma: 1 } },
    (image) => image.sharpen({ sigma: 1 }),
    picture,
  )
}

function rotated(picture: PictureName, background: typeof PAINT): Operation {
  const args = { angle: 30, color: background, size: rotatedSize(SIZE, 30) }
  return row('rotate 30°', { op: 'rotate', args }, (image) => image.rotate(30, { background }), picture)
}

function extended(edge: number): Operation {
  const size = { width: SIZE.width + 2 * edge, height: SIZE.height + 2 * edge }
  const sides = { top: edge, right: edge, bottom: edge, left: edge }
  return row(`extend ${edge}`, { op: 'pad', args: { size, x: edge, y: edge, color: PAINT } }, (image) =>
    image.extend({ ...sides, background: PAINT }),
  )
}

function overlaid(title: string, opacity: number, tiled: boolean): Operation {
  const { width, height, data } = OVERLAY
  const placement: Placement = {
    size: { width, height },
    angle: 0,
    box: { width, height },
    x: (SIZE.width - width) / 2,
    y: (SIZE.height - height) / 2,
    opacity,
    blend: 'normal',
    pitch: tiled ? { width, height } : undefined,
  }
  // sharp has no opacity for overlays, so the input's alpha is multiplied.
  const input = Buffer.from(data.map((value, at) => (at % 4 === 3 ? Math.round(value * opacity) : value)))
  return {
    title,
    picture: 'opaque',
    ours: (kernel, picture) => composeOverlay(kernel, picture, placement, OVERLAY),
    theirs: (image) => image.composite([{ input, raw: { width, height, channels: 4 }, tile: tiled }]),
  }
}

/** Returns an operation that lays overlays over the corners, each with its own blend mode. */
function layered(title: string, blends: readonly (keyof typeof MODES)[], side: number): Operation {
  const size = { width: OVERLAY.width * side, height: OVERLAY.height * side }
  const over = side === 1 ? OVERLAY : enlarged(OVERLAY, side)
  const placements = blends.map(
    (blend, index): Placement => ({
      size,
      angle: 0,
      box: size,
      x: index % 2 === 0 ? 0 : SIZE.width - size.width,
      y: index < 2 ? 0 : SIZE.height - size.height,
      opacity: 1,
      blend,
    }),
  )
  const input = Buffer.from(over.data)
  return {
    title,
    picture: 'opaque',
    ours(kernel, picture) {
      const blocks = overlayBlocks(kernel, picture, placements)
      return placements.reduce(
        (base, placement) => composeOverlay(kernel, base, placement, over, blocks),
        picture,
      )
    },
    theirs: (image) =>
      image.composite(
        placements.map(({ x, y, blend }) => ({
          input,
          raw: { ...size, channels: 4 },
          left: x,
          top: y,
          blend: MODES[blend],
        })),
      ),
  }
}

const MODES = {
  normal: 'over',
  multiply: 'multiply',
  screen: 'screen',
  overlay: 'overlay',
  'soft-light': 'soft-light',
  difference: 'difference',
} as const

/** Enlarges a frame by repeating each pixel. */
function enlarged({ width, height, data }: Frame, by: number): Frame {
  const pixels = new Uint32Array(data.buffer)
  const large = Uint32Array.from({ length: width * height * by * by }, (_, at) => {
    const [x, y] = [at % (width * by), Math.floor(at / (width * by))]
    return pixels[Math.floor(y / by) * width + Math.floor(x / by)] ?? 0
  })
  return { width: width * by, height: height * by, data: new Uint8Array(large.buffer) }
}

/**
 * Returns an operation that lays a rotated overlay over the picture. sharp cannot do this in one
 * pass.
 */
function oblique(title: string, angle: number, repeated: boolean): Operation {
  const options = { rotate: angle, repeat: repeated }
  return {
    title,
    picture: 'opaque',
    ours: (kernel, picture) => composeOverlay(kernel, picture, placeOverlay(SIZE, OVERLAY, options), OVERLAY),
  }
}

/** Operations that are measured one by one. */
export const OPERATIONS = {
  grayscale: row('grayscale', { op: 'grayscale', args: undefined }, (image) => image.grayscale()),
  negate: row('negate', { op: 'negate', args: undefined }, (image) => image.negate({ alpha: false })),
  threshold: row('threshold', { op: 'threshold', args: { level: 128 } }, (image) => image.threshold(128)),
  tint: row('tint', { op: 'tint', args: PAINT }, (image) => image.tint(PAINT)),
  normalize: row('normalize', { op: 'normalize', args: undefined }, (image) => image.normalise()),
  gamma: row('gamma 2.2', { op: 'gamma', args: { gamma: 1 / 2.2 } }, (image) => image.gamma(1, 2.2)),
  removealpha: row(
    'removealpha',
    { op: 'removealpha', args: undefined },
    (image) => image.removeAlpha(),
    'soft',
  ),
  blur1: blurred(1),
  blur3: blurred(3),
  blur30: blurred(30),
  blur3_soft: blurred(3, 'soft'),
  sharpen: sharpened('opaque'),
  sharpen_soft: sharpened('soft'),
  rotate: rotated('opaque', PAINT),
  rotate_soft: rotated('soft', CLEAR),
  turn: turned('rotate 90°', { swap: true, mirrorX: true }, (image) => image.rotate(90)),
  flip: turned('flip', { mirrorY: true }, (image) => image.flip()),
  flop: turned('flop', { mirrorX: true }, (image) => image.flop()),
  extend: extended(50),
  convert: row(
    'Display P3 to sRGB',
    { op: 'convert', args: fromP3() },
    // sharp converts in the opposite direction, because raw pixels have no profile.
    (image) => image.withIccProfile('p3'),
  ),
  flatten: row(
    'flatten',
    { op: 'flatten', args: PAINT },
    (image) => image.flatten({ background: PAINT }),
    'soft',
  ),
  overlay: overlaid('overlay', 1, false),
  overlay_faded: overlaid('overlay, 40 %', 0.4, false),
  overlay_tiled: overlaid('overlay, repeated', 1, true),
  overlay_oblique: oblique('overlay, rotated by 30°', 30, false),
  overlay_oblique_tiled: oblique('overlay, rotated by 30° and repeated', 30, true),
  overlays_normal: layered('four overlays', ['normal', 'normal', 'normal', 'normal'], 1),
  overlays_blended: layered(
    'four overlays, blended in four modes',
    ['multiply', 'screen', 'soft-light', 'difference'],
    1,
  ),
  overlays_large: layered(
    'four overlays as large as the picture, blended',
    ['multiply', 'overlay', 'soft-light', 'difference'],
    5,
  ),
  adjust: row('brightness … hue', {
    op: 'adjust',
    args: { brightness: 1.1, contrast: 1.2, saturation: 0.8, hue: 20 },
  }),
  pixelate: row('pixelate 16', { op: 'pixelate', args: { block: 16 } }),
  radius: row('radius 100', { op: 'radius', args: { radius: 100 } }),
} as const satisfies Record<string, Operation>

export type OperationId = keyof typeof OPERATIONS

export const OPERATION_IDS = Object.keys(OPERATIONS) as readonly OperationId[]

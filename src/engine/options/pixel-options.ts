import { effect, option } from './row.ts'
import { angle, color, crop, decimal, flag, integer, margins, oneOf, opaqueColor, regions } from './shape.ts'

const pixels = integer(1, 10000)
const factor = decimal(0, 4)
const MAX_REDACTED_BOXES = 16

/**
 * Options that change pixels, except overlay options, in table order: the canonical order in a
 * query. Pixel effects also run in this order.
 */
export const PIXEL_OPTIONS = {
  trim: option(
    'trim',
    integer(0, 100),
    'removes a border whose pixels differ from the top left pixel by at most this value',
  ),
  crop: option(
    'crop',
    crop,
    'keeps a rectangle, the most interesting part, or the part around a focus point; the last two need `width` and `height`',
  ),

  width: option('resize', pixels, 'output width in pixels; alone it keeps the aspect ratio'),
  height: option('resize', pixels, 'output height in pixels; alone it keeps the aspect ratio'),
  fit: option(
    'resize',
    oneOf('cover', 'contain', 'fill', 'inside', 'outside'),
    'way in which the image fits into width × height',
    { initial: 'cover', needs: ['width', 'height'] },
  ),
  position: option(
    'resize',
    oneOf('center', 'top', 'right', 'bottom', 'left', 'topleft', 'topright', 'bottomright', 'bottomleft'),
    'the part that `cover` keeps, or the place of the image with `contain`',
    { initial: 'center' },
  ),
  enlarge: option('resize', flag, 'allows the image to be enlarged', { initial: '1' }),
  dpr: option('resize', decimal(1, 4), 'device pixel ratio: multiplies width and height', { initial: '1' }),
  filter: option(
    'resize',
    oneOf('lanczos3', 'mitchell', 'catrom', 'triangle', 'magic', 'hqx'),
    'resampling filter',
    { initial: 'lanczos3' },
  ),
  linear: option(
    'resize',
    flag,
    'resizes in linear light instead of gamma-encoded values; not with `gamma`, `magic` or an enlarging `hqx`',
    { initial: '0' },
  ),

  extend: option('extend', margins(1000), 'adds pixels on the sides'),
  bg: option(
    'extend',
    color,
    'color of added areas and rotated corners, and behind transparent pixels where the format has no alpha',
    { initial: 'transparent; black in a JPEG' },
  ),

  flip: option('compose', flag, 'flips the image top to bottom', { initial: '0' }),
  flop: option('compose', flag, 'mirrors the image left to right', { initial: '0' }),
  rotate: option('compose', angle, 'rotates the image clockwise, after `flip` and `flop`', { initial: '0' }),
  gamma: option(
    'compose',
    decimal(0, 3),
    'gamma that is removed before the image is resized and applied again afterwards; 0 is off',
    { initial: '0' },
  ),

  // Pixel effects, in the order in which they run.
  negate: effect('negate', flag, 'inverts the colors', { initial: '0' }),
  grayscale: effect('grayscale', flag, 'removes the colors', { initial: '0' }),
  threshold: effect(
    'threshold',
    integer(0, 255),
    'makes pixels that are at least this light white, and all others black',
    { initial: '0' },
  ),
  blur: effect('blur', decimal(0.3, 100), 'standard deviation of a Gaussian blur, in pixels'),
  brightness: effect('adjust', factor, 'multiplies the brightness', { initial: '1' }),
  contrast: effect('adjust', factor, 'multiplies the distance from middle gray', { initial: '1' }),
  saturation: effect('adjust', factor, 'multiplies the saturation', { initial: '1' }),
  hue: effect('adjust', angle, 'rotates the hue', { initial: '0' }),
  sharpen: effect('sharpen', decimal(0, 100), 'standard deviation of the sharpening mask, in pixels', {
    initial: '0',
  }),
  normalize: effect('normalize', flag, 'stretches the lightness to the full range', { initial: '0' }),
  tint: effect('tint', opaqueColor, 'gives the image one hue and keeps its lightness'),
  removealpha: effect('removealpha', flag, 'makes every pixel opaque', { initial: '0' }),
  pixelate: effect('pixelate', integer(2, 256), 'side of the blocks that become one color, in pixels'),
  radius: effect('radius', pixels, 'radius of rounded corners in pixels, up to half the shorter side'),

  redact: option(
    'compose',
    regions(MAX_REDACTED_BOXES),
    'blackens boxes of the upright source, before all other operations',
  ),
} as const

type PixelRow = (typeof PIXEL_OPTIONS)[keyof typeof PIXEL_OPTIONS]

/** Operation that an effect's row names. */
export type EffectName = Extract<PixelRow, { readonly step: string }>['step']

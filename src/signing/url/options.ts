import { crop, margins, regions } from './areas.ts'
import { markText } from './mark-text.ts'
import { option, type Row } from './option.ts'
import { OVERLAY_OPTIONS } from './overlay-options.ts'
import {
  angle,
  color,
  decimal,
  flag,
  list,
  matching,
  network,
  oneOf,
  opaqueColor,
  type Value,
  whole,
  yes,
} from './values.ts'

const pixels = whole(1, 10000)
const ratio = decimal(1, 4)
const factor = decimal(0, 4)
/**
 * File name that is safe in a file system and in the header `Content-Disposition` (RFC 6266 4.3).
 */
const FILE_NAME = /^(?![.\s])[^/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,200}(?<!\s)$/u
const unixTime = whole(0, 99_999_999_999)

/**
 * All parameters of a URL. Parsing, bounds, documentation and the types of the SDK derive from this
 * table. Its order is the canonical order of a formatted query.
 */
export const OPTIONS = {
  trim: option(
    'trim',
    whole(0, 100),
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
    'how the image fits into width × height',
    { initial: 'cover', needs: ['width', 'height'] },
  ),
  position: option(
    'resize',
    oneOf('center', 'top', 'right', 'bottom', 'left', 'topleft', 'topright', 'bottomright', 'bottomleft'),
    'the part that `cover` keeps, or the place of the image with `contain`',
    { initial: 'center' },
  ),
  enlarge: option('resize', flag, 'allows the image to be enlarged', { initial: '1' }),
  dpr: option('resize', ratio, 'device pixel ratio: multiplies width and height', { initial: '1' }),
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

  extend: option('extend', margins, 'adds pixels on the sides'),
  bg: option(
    'extend',
    color,
    'colour of added areas and of the corners of a rotated image, and behind transparent pixels where the format has no alpha',
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
  negate: option('compose', flag, 'inverts the colours', { initial: '0' }),
  grayscale: option('compose', flag, 'removes the colours', { initial: '0' }),
  threshold: option(
    'compose',
    whole(0, 255),
    'makes pixels that are at least this light white, and all others black',
    { initial: '0' },
  ),
  blur: option('compose', decimal(0.3, 100), 'standard deviation of a Gaussian blur, in pixels'),
  brightness: option('compose', factor, 'multiplies the brightness', { initial: '1' }),
  contrast: option('compose', factor, 'multiplies the distance from middle gray', { initial: '1' }),
  saturation: option('compose', factor, 'multiplies the saturation', { initial: '1' }),
  hue: option('compose', angle, 'rotates the hue', { initial: '0' }),
  sharpen: option('compose', decimal(0, 100), 'standard deviation of the sharpening mask, in pixels', {
    initial: '0',
  }),
  normalize: option('compose', flag, 'stretches the lightness to the full range', { initial: '0' }),
  tint: option('compose', opaqueColor, 'gives the image one hue and keeps its lightness'),
  removealpha: option('compose', flag, 'makes every pixel opaque', { initial: '0' }),
  pixelate: option('compose', whole(2, 256), 'side of the blocks that become one colour, in pixels'),
  radius: option('compose', pixels, 'radius of rounded corners in pixels, up to half the shorter side'),
  redact: option('compose', regions, 'blackens boxes of the upright source, before all other operations'),

  ...OVERLAY_OPTIONS,

  format: option(
    'format',
    oneOf('jpeg', 'png', 'webp', 'avif', 'auto'),
    'output format; `auto` is AVIF or WebP if the client accepts them, else PNG for images with transparency, else JPEG',
    { initial: "the source's; WebP for AVIF and GIF" },
  ),
  quality: option('format', whole(1, 100), 'quality of JPEG, WebP and AVIF', {
    initial: 'jpeg 82, webp 77, avif 58',
  }),
  alphaquality: option('format', whole(0, 100), 'WebP: quality of the alpha channel', { initial: '100' }),
  lossless: option('format', flag, 'WebP: lossless', { initial: '0' }),
  nearlossless: option('format', flag, 'WebP: no visible loss', { initial: '0' }),
  progressive: option('format', flag, 'progressive JPEG', { initial: '0' }),
  compression: option('format', whole(0, 9), 'PNG: compression level, from 0 (stored) to 9 (smallest)', {
    initial: '3',
  }),
  adaptive: option('format', flag, 'PNG: chooses the best filter for each row', { initial: '0' }),
  metadata: option(
    'format',
    oneOf('0', '1', 'all'),
    '`1` keeps EXIF, XMP, IPTC and the colour profile, except the location of a photo; `all` also keeps the location',
    { initial: '0' },
  ),
  hdr: option('format', flag, 'keeps the gain map of an HDR photo', { initial: '0' }),
  animate: option('format', flag, 'keeps all frames of an animation', { initial: '0' }),
  page: option('format', whole(1, 10000), 'the frame of an animation to show', { initial: '1' }),

  mark: option('output', markText, 'invisible mark, see [mark.md](mark.md): hex digits, or `claims`'),
  output: option('output', oneOf('image', 'json'), '`json` describes the original', { initial: 'image' }),
  download: option(
    'output',
    matching(
      FILE_NAME,
      'a file name of up to 200 characters, without slashes, backslashes and a leading dot',
    ),
    'file name under which browsers save the image',
  ),
  original: option('output', yes, 'delivers the original, byte for byte; only with claims and `download`'),
  preset: option(
    'output',
    matching(/^[A-Za-z0-9_-]{1,64}$/, 'a name of up to 64 letters, digits, _ and -'),
    'name of a preset of the zone; parameters of the URL override those that are not locked',
  ),

  expire: option('access', unixTime, 'last second (Unix time) at which the URL is valid'),
  start: option('access', unixTime, 'first second (Unix time) at which the URL is valid'),
  ip: option('access', network, 'client address or network that may use the URL'),
  kid: option(
    'access',
    matching(/^[A-Za-z0-9_-]{1,32}$/, 'a key id of up to 32 letters, digits, _ and -'),
    'id of the key that signed the URL',
  ),
  widths: option('access', list(pixels, 32), 'widths that `w` may choose'),
  dprs: option('access', list(ratio, 8), 'ratios that an unsigned `dpr` may choose'),
  token: option(
    'access',
    matching(/^[A-Za-z0-9_-]{1,64}$/, 'up to 64 letters, digits, _ and -'),
    'the signature; parameters after it are not signed',
  ),
  w: option('access', pixels, 'after the token: one of `widths`, instead of `width`', { needs: ['widths'] }),
} as const satisfies Record<string, Row>

export type { Group, Row } from './option.ts'

/** Name of a row of the table. */
export type RowName = keyof typeof OPTIONS

type SharedName = Exclude<keyof typeof OVERLAY_OPTIONS, 'ol-name'>

/** Numbers of the layers above the first one. The parameters of the first layer have no number. */
export const LAYERS = ['2', '3', '4'] as const

type InLayer<Name> = Name extends `ol${infer Rest}` ? `ol${(typeof LAYERS)[number]}${Rest}` : never

/**
 * Name of a parameter. It has its own row (`width`), belongs to a further layer (`ol2align`), or
 * fills a placeholder in texts (`ol-city`).
 */
export type OptionName = Exclude<RowName, 'ol-name'> | InLayer<SharedName> | `ol-${string}`

type RowOf<Name> = Name extends RowName
  ? Name
  : Name extends `ol-${string}`
    ? 'ol-name'
    : Name extends `ol${(typeof LAYERS)[number]}${infer Rest}`
      ? `ol${Rest}`
      : never

type TypeOf<O> = O extends Value<infer T> ? T : never

type OptionType<Name> = RowOf<Name> extends RowName ? TypeOf<(typeof OPTIONS)[RowOf<Name>]> : never

/** Parsed parameters of a URL, all of them optional. */
export type Options = { readonly [Name in OptionName]?: OptionType<Name> }

/** Options without the values for placeholders in texts. */
export type ImageOptions = Omit<Options, `ol-${string}`>

/**
 * Name of a parameter that fills a placeholder. The excluded names are reserved: claims or the date
 * fill those placeholders.
 */
const FILLING = /^ol-(?!(?:ip|kid|expire|start|date)$)[a-z0-9-]{1,32}$/

/** Returns `true` if a parameter fills a placeholder in texts: `ol-city` fills `{city}`. */
export const isFilling = (name: string): name is `ol-${string}` => FILLING.test(name)

const SHARED = Object.keys(OVERLAY_OPTIONS).filter((name) => name !== 'ol-name')

const LAYERED = ['', ...LAYERS].flatMap((layer) => SHARED.map((name) => `ol${layer}${name.slice(2)}`))

export const isRowName = (name: string): name is RowName => Object.hasOwn(OPTIONS, name)

/** Returns the name of a parameter's row: `olalign` for `ol2align`, `ol-name` for `ol-city`. */
export function rowNameOf(name: string): RowName | undefined {
  const row = isFilling(name) ? 'ol-name' : LAYERED.includes(name) ? name.replace(/[234]/, '') : name
  return isRowName(row) ? row : undefined
}

export function isOptionName(name: string): name is OptionName {
  return rowNameOf(name) !== undefined
}

/** Returns the row of a parameter. */
export function rowOf(name: OptionName): Row {
  const rows: Readonly<Record<RowName, Row>> = OPTIONS
  return rows[rowNameOf(name) ?? 'ol-name']
}

/**
 * All parameters in canonical order. `ol-name` stands for all parameters that fill placeholders.
 */
export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTIONS)
  .flatMap((name) => (name === SHARED[0] ? LAYERED : SHARED.includes(name) ? [] : name))
  .filter(isOptionName)

/** Options that together determine the output's width and height. */
export const SIZE: readonly OptionName[] = ['width', 'height', 'w', 'dpr']

/**
 * Returns `true` if a parameter does not change the pixels: access parameters, `download`,
 * `original` and `preset`.
 */
export function isAside(name: OptionName): boolean {
  return rowOf(name).group === 'access' || ['download', 'original', 'preset'].includes(name)
}

import { crop, margins, regions } from './regions.ts'
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
  share,
  type Value,
  whole,
} from './values.ts'

export type Group =
  | 'trim'
  | 'crop'
  | 'resize'
  | 'extend'
  | 'compose'
  | 'overlay'
  | 'format'
  | 'output'
  | 'access'

interface Option<T> extends Value<T> {
  readonly group: Group
  /** One line for the documentation. */
  readonly doc: string
  /** What is meant where the parameter is absent. */
  readonly initial?: string
  /** Parameters without which this one means nothing. */
  readonly needs?: readonly string[]
}

/** A row of the table for code that treats every row alike. */
export type Row = Omit<Option<never>, 'parse'> & { readonly parse: (text: string) => unknown }

function option<T>(
  group: Group,
  value: Value<T>,
  doc: string,
  more: Pick<Option<T>, 'initial' | 'needs'> = {},
): Option<T> {
  return { group, ...value, doc, ...more }
}

const pixels = whole(1, 10000)
const ratio = decimal(1, 4)
const factor = decimal(0, 4)
/** Nothing that a file system or a header could take for anything but a part of a name. */
const FILE_NAME = /^(?![.\s])[^/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,200}(?<!\s)$/u
const unixTime = whole(0, 99_999_999_999)

/**
 * Every parameter of a URL. Parsing, bounds, documentation and the signer's types derive from this table;
 * its order is the canonical order of a formatted query.
 */
export const OPTIONS = {
  trim: option('trim', whole(0, 100), 'cuts off a border that differs from the top left pixel by no more'),

  crop: option(
    'crop',
    crop,
    'cuts out a rectangle, the most interesting part, or one around a focus point; the last two need `width` and `height`',
  ),

  width: option('resize', pixels, 'output width in pixels; alone it keeps the ratio'),
  height: option('resize', pixels, 'output height in pixels; alone it keeps the ratio'),
  fit: option(
    'resize',
    oneOf('cover', 'contain', 'fill', 'inside', 'outside'),
    'how the image meets width × height',
    {
      initial: 'cover',
      needs: ['width', 'height'],
    },
  ),
  position: option(
    'resize',
    oneOf('center', 'top', 'right', 'bottom', 'left', 'topleft', 'topright', 'bottomright', 'bottomleft'),
    'the part that `cover` keeps, the place that `contain` gives',
    { initial: 'center' },
  ),
  enlarge: option('resize', flag, 'whether the image may become larger than it is', { initial: '1' }),
  dpr: option('resize', ratio, 'device pixel ratio: multiplies width and height', { initial: '1' }),
  filter: option(
    'resize',
    oneOf('lanczos3', 'mitchell', 'catrom', 'triangle', 'magic', 'hqx'),
    'resampling filter',
    {
      initial: 'lanczos3',
    },
  ),

  extend: option('extend', margins, 'adds pixels to the sides'),
  bg: option(
    'extend',
    color,
    'colour of what is added to the image and of the corners of a rotation, and under transparent pixels where the format has no alpha',
    { initial: 'transparent; black in a JPEG' },
  ),

  flip: option('compose', flag, 'turns the image upside down', { initial: '0' }),
  flop: option('compose', flag, 'mirrors the image left to right', { initial: '0' }),
  rotate: option('compose', angle, 'turns the image clockwise, after `flip` and `flop`', { initial: '0' }),
  gamma: option(
    'compose',
    decimal(0, 3),
    'gamma that is taken off before the image is resized, and put on again after it; 0 is off',
    {
      initial: '0',
    },
  ),
  negate: option('compose', flag, 'inverts the colours', { initial: '0' }),
  grayscale: option('compose', flag, 'takes the colours away', { initial: '0' }),
  threshold: option('compose', whole(0, 255), 'makes what is as light as this white, and all else black', {
    initial: '0',
  }),
  blur: option('compose', decimal(0.3, 100), 'standard deviation of a Gaussian blur, in pixels'),
  brightness: option('compose', factor, 'multiplies the brightness', { initial: '1' }),
  contrast: option('compose', factor, 'multiplies the distance from middle gray', { initial: '1' }),
  saturation: option('compose', factor, 'multiplies the saturation', { initial: '1' }),
  hue: option('compose', angle, 'turns the hue', { initial: '0' }),
  sharpen: option('compose', decimal(0, 100), 'sharpening: standard deviation of its mask, in pixels', {
    initial: '0',
  }),
  normalize: option('compose', flag, 'stretches the lightness to the full range', { initial: '0' }),
  tint: option('compose', opaqueColor, 'gives the image one hue and keeps its lightness'),
  removealpha: option('compose', flag, 'makes every pixel opaque', { initial: '0' }),
  pixelate: option('compose', whole(2, 256), 'makes blocks of so many pixels one colour'),
  radius: option('compose', pixels, 'rounds the corners, in pixels; up to half the shorter side'),
  redact: option('compose', regions, 'blackens boxes of the upright source before anything else is done'),

  olurl: option(
    'overlay',
    matching(/^(?:\/|https:\/\/)[^\p{Cc}]{1,2000}$/u, 'a path that starts with / or an https URL'),
    'image to lay over: a path in the same zone, or a URL that the zone allows',
  ),
  olalign: option(
    'overlay',
    oneOf('center', 'top', 'topright', 'right', 'bottomright', 'bottom', 'bottomleft', 'left', 'topleft'),
    'where the overlay lies',
    { initial: 'center', needs: ['olurl'] },
  ),
  olx: option('overlay', whole(0, 2000), 'its left edge in pixels, in place of `olalign`', {
    needs: ['olurl'],
  }),
  oly: option('overlay', whole(0, 2000), 'its top edge in pixels, in place of `olalign`', {
    needs: ['olurl'],
  }),
  olwidth: option('overlay', share(2, 2000), 'its width', { needs: ['olurl'] }),
  olheight: option('overlay', share(2, 2000), 'its height', { needs: ['olurl'] }),
  olscale: option('overlay', whole(1, 99), 'its width in per cent of that of the image', {
    needs: ['olurl'],
  }),
  olpadding: option(
    'overlay',
    whole(0, 1000),
    'its distance from the edges that `olalign` names, in pixels',
    {
      initial: '10',
      needs: ['olurl'],
    },
  ),
  olalpha: option('overlay', whole(1, 99), 'its opacity in per cent', { needs: ['olurl'] }),
  olrepeat: option('overlay', flag, 'whether it is repeated all over the image', {
    initial: '0',
    needs: ['olurl'],
  }),

  format: option(
    'format',
    oneOf('jpeg', 'png', 'webp', 'avif', 'auto'),
    'output format; `auto` is AVIF or WebP where the client accepts them, else PNG with transparency, else JPEG',
    { initial: "the source's; WebP for AVIF and GIF" },
  ),
  quality: option('format', whole(1, 100), 'quality of JPEG, WebP and AVIF', {
    initial: 'jpeg 82, webp 77, avif 60',
  }),
  alphaquality: option('format', whole(0, 100), 'WebP: quality of the transparency', { initial: '100' }),
  lossless: option('format', flag, 'WebP: without loss', { initial: '0' }),
  nearlossless: option('format', flag, 'WebP: without visible loss', { initial: '0' }),
  progressive: option('format', flag, 'progressive JPEG', { initial: '0' }),
  compression: option('format', whole(0, 9), 'PNG: how hard to deflate, from 0 (stored) to 9 (smallest)', {
    initial: '3',
  }),
  adaptive: option('format', flag, 'PNG: each row gets the filter that suits it best', { initial: '0' }),
  metadata: option(
    'format',
    oneOf('0', '1', 'all'),
    'whether EXIF, XMP, IPTC and the colour profile are kept; only `all` keeps where a photo was taken',
    { initial: '0' },
  ),

  output: option('output', oneOf('image', 'json'), '`json` describes the source', { initial: 'image' }),
  download: option(
    'output',
    matching(
      FILE_NAME,
      'a file name of up to 200 characters, without slashes, backslashes and a dot before it',
    ),
    'lets browsers save the image under this name',
  ),
  preset: option(
    'output',
    matching(/^[A-Za-z0-9_-]{1,64}$/, 'the name of a preset'),
    'parameters that the zone keeps under a name; others of the URL win over those that are not locked',
  ),

  expire: option('access', unixTime, 'last second (Unix time) in which the URL works'),
  start: option('access', unixTime, 'first second (Unix time) in which the URL works'),
  ip: option('access', network, 'client address or network that may use the URL'),
  kid: option('access', matching(/^[A-Za-z0-9_-]{1,32}$/, 'the id of a key'), 'the key that signed'),
  widths: option('access', list(pixels, 32), 'widths that `w` may choose from'),
  dprs: option('access', list(ratio, 8), 'ratios that an unsigned `dpr` may choose from'),
  token: option(
    'access',
    matching(/^[A-Za-z0-9_-]{1,64}$/, 'a token'),
    'the signature; what follows it is not signed',
  ),
  w: option('access', pixels, 'after the token: one of `widths`, in place of `width`', { needs: ['widths'] }),
} as const satisfies Record<string, Row>

export type OptionName = keyof typeof OPTIONS

type TypeOf<O> = O extends Value<infer T> ? T : never

/** The parsed parameters of a URL, all of them optional. */
export type Options = { readonly [Name in OptionName]?: TypeOf<(typeof OPTIONS)[Name]> }

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name)
}

/** Whether a parameter is no matter of the pixels: who may ask, under what name, and what stands for others. */
export function isAside(name: OptionName): boolean {
  return OPTIONS[name].group === 'access' || name === 'download' || name === 'preset'
}

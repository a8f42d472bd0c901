import { Failure } from '../errors.ts'
import {
  color,
  crop,
  decimal,
  flag,
  list,
  matching,
  network,
  oneOf,
  rightAngle,
  type Value,
  whole,
} from './values.ts'

export type Group = 'crop' | 'resize' | 'extend' | 'compose' | 'format' | 'access'

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
const unixTime = whole(0, 99_999_999_999)

/**
 * Every parameter of a URL. Parsing, bounds, documentation and the signer's types derive from this table;
 * its order is the canonical order of a formatted query.
 */
export const OPTIONS = {
  crop: option('crop', crop, 'cuts a rectangle out of the upright source, centred without X,Y'),

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
  filter: option('resize', oneOf('lanczos3', 'mitchell', 'catrom', 'triangle'), 'resampling filter', {
    initial: 'lanczos3',
  }),

  bg: option('extend', color, 'colour of the bars of `fit=contain`, and under transparent pixels in a JPEG', {
    initial: 'transparent; black in a JPEG',
  }),

  flip: option('compose', flag, 'turns the image upside down', { initial: '0' }),
  flop: option('compose', flag, 'mirrors the image left to right', { initial: '0' }),
  rotate: option('compose', rightAngle, 'turns the image clockwise, after `flip` and `flop`', {
    initial: '0',
  }),

  format: option(
    'format',
    oneOf('jpeg', 'png', 'webp', 'auto'),
    'output format; `auto` is WebP where the client accepts it, else PNG with transparency, else JPEG',
    { initial: "the source's; WebP for AVIF" },
  ),
  quality: option('format', whole(1, 100), 'quality of JPEG and WebP', { initial: 'jpeg 82, webp 80' }),
  lossless: option('format', flag, 'lossless WebP', { initial: '0' }),
  progressive: option('format', flag, 'progressive JPEG', { initial: '0' }),
  compression: option('format', whole(0, 9), 'PNG: how hard to deflate, from 0 (stored) to 9 (smallest)', {
    initial: '3',
  }),
  adaptive: option('format', flag, 'PNG: each row gets the filter that suits it best', { initial: '0' }),

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

const rows: Readonly<Record<OptionName, Row>> = OPTIONS

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name)
}

/**
 * Parses decoded parameters.
 * @throws Failure bad-parameter: unknown name, bad or empty value, another parameter missing
 */
export function parseOptions(parameters: ReadonlyMap<string, string>): Options {
  const options: Record<string, unknown> = {}
  for (const [name, text] of parameters) {
    if (!isOptionName(name)) throw new Failure('bad-parameter', `${name}: unknown parameter`)
    const value: unknown = rows[name].parse(text)
    if (value === undefined)
      throw new Failure('bad-parameter', `${name}=${text}: expected ${rows[name].expects}`)
    options[name] = value
  }
  for (const name of Object.keys(options)) {
    const missing = isOptionName(name) && rows[name].needs?.find((other) => !(other in options))
    if (missing) throw new Failure('bad-parameter', `${name}: needs ${missing} as well`)
  }
  return options
}

/** The parameters of `options` as decoded text, in the order of the table: the inverse of `parseOptions`. */
export function formatOptions(options: Options): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const name of Object.keys(OPTIONS).filter(isOptionName)) {
    const value = options[name]
    if (value !== undefined) parameters.set(name, rows[name].format(value as never))
  }
  return parameters
}

import fc from 'fast-check'
import { LAYERS } from '../../../src/engine/options/options.ts'
import { OUTPUT_OPTIONS } from '../../../src/engine/options/output-options.ts'
import { OVERLAY_OPTIONS } from '../../../src/engine/options/overlay-options.ts'
import { PIXEL_OPTIONS } from '../../../src/engine/options/pixel-options.ts'
import type { Shape } from '../../../src/engine/options/shape.ts'
import type { Intent } from '../../../src/signing/url/intent.ts'
import type { Options, RowName } from '../../../src/signing/url/options.ts'

const TOKEN_CHARACTERS = [...'ABCabcxyz0189-_']

const pixels = fc.integer({ min: 1, max: 10000 })

/** Generates numbers with at most `digits` decimal places. */
function decimals(min: number, max: number, digits = 6): fc.Arbitrary<number> {
  const scale = 10 ** digits
  return fc
    .integer({ min: Math.round(min * scale), max: Math.round(max * scale) })
    .map((value) => value / scale)
}

const ratio = decimals(1, 4)
const byte = fc.integer({ min: 0, max: 255 })
const offset = fc.integer({ min: 0, max: 10000 })
const margin = fc.integer({ min: 0, max: 1000 })
const degrees = fc.integer({ min: 0, max: 359 })
const share = fc.oneof(
  decimals(0, 1).filter((value) => value > 0),
  fc.integer({ min: 2, max: 2000 }),
)
const unixTime = fc.integer({ min: 0, max: 99_999_999_999 })

/**
 * Generates IP addresses with or without a prefix length, in every spelling that fast-check knows.
 */
export const networkText: fc.Arbitrary<string> = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(fc.ipV6(), fc.integer({ min: 96, max: 128 })).map(([address, bits]) => `${address}/${bits}`),
)

const color = fc.record({ r: byte, g: byte, b: byte, alpha: fc.oneof(fc.constant(1), decimals(0, 1)) })
const opaqueColor = fc.record({ r: byte, g: byte, b: byte, alpha: fc.constant(1) })
const shift = fc.integer({ min: -200, max: 200 })
const address = fc.constantFrom('/brand/logo.png', '/a b.svg', 'https://logos.example.com/x.png?v=1')

/** Generates texts as they are written in a URL. */
export const writtenText: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom('a', 'É', 'ש', '字', '😀', ' ', '-', '\\n', '\\\\', '{{', '}}', '{name}', '{date}'),
    {
      minLength: 1,
      maxLength: 24,
    },
  )
  .map((parts) => parts.join(''))

/** Kinds of shapes whose bounds say all that a generator needs. */
type SimpleKind = 'whole' | 'decimal' | 'share' | 'angle' | 'flag' | 'choice' | 'color' | 'margins'

/** Returns a generator of the values that a shape accepts, or `undefined` for other shapes. */
function valuesIn(shape: Shape): fc.Arbitrary<unknown> | undefined {
  switch (shape.kind) {
    case 'whole':
      return fc.integer(shape)
    case 'decimal':
      return decimals(shape.min, shape.max)
    case 'share':
      return share
    case 'angle':
      return degrees
    case 'flag':
      return fc.boolean()
    case 'choice':
      return fc.constantFrom(...shape.words)
    case 'color':
      return shape.alpha ? color : opaqueColor
    case 'margins':
      return fc.oneof(
        margin.map((all) => ({ top: all, right: all, bottom: all, left: all })),
        fc.record({ top: margin, right: margin, bottom: margin, left: margin }),
      )
    default:
      return undefined
  }
}

type Generators<Name extends RowName> = {
  readonly [Each in Name]-?: fc.Arbitrary<NonNullable<Options[Each]>>
}

const TABLE = { ...PIXEL_OPTIONS, ...OVERLAY_OPTIONS, ...OUTPUT_OPTIONS }

/** Names of the options whose shape yields no generator, and of parameters for the URL itself. */
type Special = {
  [Name in RowName]: Name extends keyof typeof TABLE
    ? (typeof TABLE)[Name]['shape']['kind'] extends SimpleKind
      ? never
      : Name
    : Name
}[RowName]

/** Generators in place of those from shapes. They are narrower, or their shape yields none. */
const SPECIAL: Generators<Special> & Partial<Generators<RowName>> = {
  crop: fc.oneof(
    fc.record({ width: pixels, height: pixels }),
    fc.record({ width: pixels, height: pixels, x: offset, y: offset }),
    fc.constant('smart' as const),
    fc.record({
      at: fc.oneof(fc.tuple(decimals(0, 1), decimals(0, 1)), fc.tuple(offset, offset)),
      zoom: decimals(1, 100, 2),
      marked: fc.boolean(),
    }),
  ),
  blur: decimals(1, 100, 2),
  sharpen: decimals(0, 100, 2),
  redact: fc.array(fc.record({ x: offset, y: offset, width: pixels, height: pixels }), {
    minLength: 1,
    maxLength: 16,
  }),
  olurl: address,
  oltext: writtenText,
  olfont: fc.uniqueArray(address, { minLength: 1, maxLength: 3 }),
  olstroke: fc.record({ width: decimals(0.1, 100, 2), color }),
  olshadow: fc.record({ blur: decimals(0, 100, 2), x: shift, y: shift, color }),
  'ol-name': fc.constantFrom('Ann', 'É 😀 {x}', 'שלום', '\\n'),
  olx: fc.integer({ min: 0, max: 2000 }),
  oly: fc.integer({ min: 0, max: 2000 }),
  format: fc.constantFrom('jpeg', 'png', 'webp', 'avif', 'jxl', 'auto'),
  mark: fc.oneof(fc.constant('claims'), fc.constantFrom('0123abcd', '0123456789abcdef')),
  download: fc.constantFrom('photo.jpg', 'Été à Paris (1).png', "it's.webp", '100% "real".jpg'),
  preset: fc.constantFrom('card', 'stamp_2'),
  original: fc.constant(true),
  autoquality: decimals(0.5, 0.999, 3),
  max_bytes: fc.integer({ min: 100, max: 100_000_000 }),
  expire: unixTime,
  start: unixTime,
  ip: networkText,
  kid: fc.string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 32 }),
  widths: fc.uniqueArray(pixels, { minLength: 1, maxLength: 32 }),
  dprs: fc.uniqueArray(ratio, { minLength: 1, maxLength: 8 }),
  token: fc.string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 64 }),
  w: pixels,
}

/**
 * Generators of valid values, by option. An option that is added to the table is tested by all
 * round trips.
 */
export const VALUES: Generators<RowName> = {
  ...(Object.fromEntries(
    Object.entries(TABLE).map(([name, { shape }]) => [name, valuesIn(shape)]),
  ) as Generators<RowName>),
  ...SPECIAL,
}

const TEXT_ONLY = ['font', 'size', 'color', 'stroke', 'shadow', 'lines']

/**
 * Returns a function that returns `true` for options that a layer may not have. If a layer has
 * neither an image nor a text, its options and all options for higher layers are not allowed. A
 * layer with an image may not have text options.
 */
function idleInLayers(options: Options): (name: string) => boolean {
  const shows = (prefix: string, kind: string) => Object.hasOwn(options, prefix + kind)
  const layers = ['ol', ...LAYERS.map((layer) => `ol${layer}`)]
  const last = layers.findIndex((prefix) => !shows(prefix, 'url') && !shows(prefix, 'text'))
  return (name) => {
    const [prefix = '', rest = ''] = /^(ol[234]?)([a-z]+)$/.exec(name)?.slice(1) ?? []
    if (prefix === '') return false
    if (last >= 0 && layers.indexOf(prefix) >= last) return true
    return shows(prefix, 'url') && [...TEXT_ONLY, 'text'].includes(rest)
  }
}

/**
 * Removes options that have no effect without another option, or that contradict another option.
 */
function consistent<T extends Options>(options: T): T {
  const sized = options.width !== undefined && options.height !== undefined
  const shaped = options.crop === 'smart' || (options.crop !== undefined && 'at' in options.crop)
  const coded = Boolean(options.gamma) || options.filter === 'magic' || options.filter === 'hqx'
  const still = options.page !== undefined || ['jpeg', 'png', 'avif', 'jxl'].includes(options.format ?? '')
  const { colors, palette, lossless, nearlossless, format } = options
  const animated = options.animate === true && !still
  const exact = lossless === true || nearlossless === true || format === 'png'
  const isIdle = idleInLayers(options)
  const idle = Object.keys(options).filter(
    (name) =>
      (name === 'fit' && !sized) ||
      (name === 'crop' && shaped && !sized) ||
      (name === 'w' && options.widths === undefined) ||
      (name === 'linear' && coded) ||
      (name === 'animate' && still) ||
      (name === 'max_bytes' && (exact || animated)) ||
      (name === 'colors' && palette === false) ||
      (name === 'dither' && (palette ?? colors !== undefined) === false) ||
      isIdle(name),
  )
  return Object.fromEntries(Object.entries(options).filter(([name]) => !idle.includes(name))) as T
}

const overlayValues = Object.entries(VALUES).filter(([name]) => /^ol[a-z]+$/.test(name))

/** Value generators for the options that belong to all layers except the first. */
const ABOVE = Object.fromEntries(
  LAYERS.flatMap((layer) => overlayValues.map(([name, value]) => [`ol${layer}${name.slice(2)}`, value])),
)

/** Generates any valid combination of options. */
export const options: fc.Arbitrary<Options> = fc
  .record({ ...VALUES, ...ABOVE, 'ol-a-1': VALUES['ol-name'] }, { requiredKeys: [] })
  .map(consistent)

const {
  dpr: _dpr,
  preset: _p,
  download: _d,
  original: _o,
  expire: _e,
  start: _s,
  ip: _i,
  kid: _k,
  widths,
  dprs,
  token: _t,
  w: _w,
  'ol-name': _n,
  ...asked
} = VALUES

/** Generates any valid intent. */
export const intents: fc.Arbitrary<Intent> = fc
  .record({ ...asked, ...ABOVE }, { requiredKeys: [] })
  .map(consistent)

const side = fc.integer({ min: 1, max: 200 })
const near = fc.nat(40)
const few = fc.integer({ min: 1, max: 40 })
const narrow = fc.nat(30)
// A limit may be too small for a picture.
const { output: _output, oltext: _text, max_bytes: _limit, ...made } = asked

/** Value generators for the image options that belong to all layers except the first. */
const PICTURES_ABOVE = Object.fromEntries(
  Object.entries(ABOVE).filter(([name]) => ![...TEXT_ONLY, 'text'].includes(name.slice(3))),
)

/** Generates valid intents that make small pictures of small originals. */
export const smallIntents: fc.Arbitrary<Intent> = fc
  .record(
    {
      ...made,
      ...PICTURES_ABOVE,
      width: side,
      height: side,
      extend: fc.record({ top: narrow, right: narrow, bottom: narrow, left: narrow }),
      redact: fc.array(fc.record({ x: near, y: near, width: few, height: few }), {
        minLength: 1,
        maxLength: 3,
      }),
      crop: fc.oneof(VALUES.crop, fc.record({ width: few, height: few, x: near, y: near })),
      radius: few,
    },
    { requiredKeys: [] },
  )
  .map(consistent)

/** Generates texts without placeholders. */
const plainText = writtenText.map(
  (text) => `a${text.replaceAll(/\{\{|\{\w+\}/g, (part) => (part === '{{' ? part : ''))}`,
)

/** Generates options for a signed image, including `dpr`. */
export const imageOptions = fc
  .record({ ...asked, oltext: plainText, dpr: VALUES.dpr, download: VALUES.download }, { requiredKeys: [] })
  .map(consistent)

export const candidateWidths = widths
export const candidateDprs = dprs

/**
 * Generates characters, half of them ASCII. fast-check's own unit `binary`, which its URLs also
 * use, takes a second to build.
 */
export const character = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0x10ffff }).filter((code) => code < 0xd800 || code > 0xdfff),
  )
  .map((code) => String.fromCodePoint(code))

export const unicode: fc.Arbitrary<string> = fc.string({ unit: character })

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

const percentEncode = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

/** Generates URL text. A tenth of the characters are percent-encoded. */
const urlText = (others: string) =>
  fc.string({
    unit: fc.oneof(
      { weight: 10, arbitrary: fc.constantFrom(...ALPHANUMERIC, ...others) },
      { weight: 1, arbitrary: character.map(percentEncode) },
    ),
  })

/** Generates paths according to RFC 3986, including empty ones. */
export const urlPaths: fc.Arbitrary<string> = fc
  .array(urlText("-._~!$&'()*+,;=:@"))
  .map((segments) => segments.map((segment) => `/${segment}`).join(''))

/** Generates queries according to RFC 3986. */
export const urlQueries: fc.Arbitrary<string> = urlText("-._~!$&'()*+,;=:@/?")

const withoutQuery = fc
  .tuple(fc.constantFrom('http', 'https'), fc.domain(), urlPaths)
  .map(([scheme, host, path]) => `${scheme}://${host}${path}`)

/** Generates HTTP and HTTPS URLs, with and without a query. */
export const httpUrls: fc.Arbitrary<string> = fc.oneof(
  withoutQuery,
  fc.tuple(withoutQuery, urlQueries).map(([url, query]) => `${url}?${query}`),
)

/**
 * Generates decoded paths that have a canonical spelling: any Unicode except control characters,
 * and no dot segments.
 */
export const paths: fc.Arbitrary<string> = fc
  .array(
    fc
      .string({ unit: character, minLength: 1, maxLength: 12 })
      .map((text) => text.replace(/[/\\\p{Cc}]/gu, '~'))
      .filter((segment) => segment !== '.' && segment !== '..'),
    { minLength: 1, maxLength: 4 },
  )
  .map((segments) => `/${segments.join('/')}`)

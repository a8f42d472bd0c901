import fc from 'fast-check'
import type { Intent } from '../../src/url/intent.ts'
import type { OptionName, Options } from '../../src/url/options.ts'

const TOKEN_CHARACTERS = [...'ABCabcxyz0189-_']

const pixels = fc.integer({ min: 1, max: 10000 })

/** Numbers with at most `decimals` digits behind the point. */
export function decimals(min: number, max: number, digits = 6): fc.Arbitrary<number> {
  const scale = 10 ** digits
  return fc.integer({ min: min * scale, max: max * scale }).map((value) => value / scale)
}

const ratio = decimals(1, 4)
const byte = fc.integer({ min: 0, max: 255 })
const offset = fc.integer({ min: 0, max: 10000 })
const unixTime = fc.integer({ min: 0, max: 99_999_999_999 })

/** An address, with or without a prefix, in any spelling that fast-check knows. */
export const networkText: fc.Arbitrary<string> = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(fc.ipV6(), fc.integer({ min: 96, max: 128 })).map(([address, bits]) => `${address}/${bits}`),
)

/** Valid values of every option. A new row of the options table needs one here, and then all round trips cover it. */
export const VALUES: { readonly [Name in OptionName]-?: fc.Arbitrary<NonNullable<Options[Name]>> } = {
  crop: fc.oneof(
    fc.record({ width: pixels, height: pixels }),
    fc.record({ width: pixels, height: pixels, x: offset, y: offset }),
  ),
  width: pixels,
  height: pixels,
  fit: fc.constantFrom('cover', 'contain', 'fill', 'inside', 'outside'),
  position: fc.constantFrom('center', 'top', 'right', 'bottomleft', 'topright'),
  enlarge: fc.boolean(),
  dpr: ratio,
  filter: fc.constantFrom('lanczos3', 'mitchell', 'catrom', 'triangle'),
  bg: fc.record({ r: byte, g: byte, b: byte, alpha: fc.oneof(fc.constant(1), decimals(0, 1)) }),
  flip: fc.boolean(),
  flop: fc.boolean(),
  rotate: fc.constantFrom(0, 90, 180, 270),
  format: fc.constantFrom('jpeg', 'png', 'webp', 'auto'),
  quality: fc.integer({ min: 1, max: 100 }),
  compression: fc.integer({ min: 0, max: 9 }),
  adaptive: fc.boolean(),
  lossless: fc.boolean(),
  progressive: fc.boolean(),
  expire: unixTime,
  start: unixTime,
  ip: networkText,
  kid: fc.string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 32 }),
  widths: fc.uniqueArray(pixels, { minLength: 1, maxLength: 32 }),
  dprs: fc.uniqueArray(ratio, { minLength: 1, maxLength: 8 }),
  token: fc.string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 64 }),
  w: pixels,
}

/** Takes out what means nothing without something that is not there. */
function consistent<T extends Options>(options: T): T {
  const { fit, w, ...rest } = options
  const sized = options.width !== undefined && options.height !== undefined
  return {
    ...rest,
    ...(fit !== undefined && sized && { fit }),
    ...(w !== undefined && options.widths !== undefined && { w }),
  } as T
}

/** Any valid combination of options. */
export const options: fc.Arbitrary<Options> = fc.record(VALUES, { requiredKeys: [] }).map(consistent)

const { dpr: _dpr, expire: _e, start: _s, ip: _i, kid: _k, widths, dprs, token: _t, w: _w, ...asked } = VALUES

/** Any valid intent. */
export const intents: fc.Arbitrary<Intent> = fc.record(asked, { requiredKeys: [] }).map(consistent)

/** Options of an image for one that can be signed; `dpr` included. */
export const imageOptions = fc.record({ ...asked, dpr: VALUES.dpr }, { requiredKeys: [] }).map(consistent)

export const candidateWidths = widths
export const candidateDprs = dprs

/**
 * Unicode without lone surrogates, half of it ASCII. (fast-check's own unit `binary` takes a second to build.)
 */
const character = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0x10ffff }).filter((code) => code < 0xd800 || code > 0xdfff),
  )
  .map((code) => String.fromCodePoint(code))

export const unicode: fc.Arbitrary<string> = fc.string({ unit: character })

/** Decoded paths that have a canonical spelling: any Unicode but control bytes, in segments that are no dots. */
export const paths: fc.Arbitrary<string> = fc
  .array(
    fc
      .string({ unit: character, minLength: 1, maxLength: 12 })
      .map((text) => text.replace(/[/\\\p{Cc}]/gu, '~'))
      .filter((segment) => segment !== '.' && segment !== '..'),
    { minLength: 1, maxLength: 4 },
  )
  .map((segments) => `/${segments.join('/')}`)

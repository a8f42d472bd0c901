import {
  type IMAGE_OPTIONS,
  type ImageOptionName,
  LAYERED,
  sharedName,
  type TableOptions,
} from '../../engine/options/options.ts'
import { OUTPUT_OPTIONS } from '../../engine/options/output-options.ts'
import { OVERLAY_OPTIONS } from '../../engine/options/overlay-options.ts'
import { PIXEL_OPTIONS } from '../../engine/options/pixel-options.ts'
import { fillValue } from './lettering-values.ts'
import { parameter, type Row, withTexts } from './row.ts'
import { decimal, integer, list, matching, network, type Value, yes } from './values.ts'

const pixels = integer(1, 10000)
const ratio = decimal(1, 4)
/**
 * Pattern of a file name that is safe in a file system and in the header `Content-Disposition` (RFC
 * 6266 4.3).
 */
const FILE_NAME = /^(?![.\s])[^/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,200}(?<!\s)$/u
const unixTime = integer(0, 99_999_999_999)

/**
 * Every URL parameter: the engine's options with their text form, and parameters for the URL
 * itself. Parsing, the signer's types and documentation derive from this table. Its order is the
 * canonical order in a formatted query.
 */
export const OPTIONS = {
  ...withTexts(PIXEL_OPTIONS),
  ...withTexts(OVERLAY_OPTIONS),
  'ol-name': parameter(
    'overlay',
    fillValue,
    'replaces `{name}` in texts; a name has up to 32 letters from a to z, digits and -',
  ),
  ...withTexts(OUTPUT_OPTIONS),

  download: parameter(
    'output',
    matching(
      FILE_NAME,
      'a file name of up to 200 characters, without slashes, backslashes and a leading dot',
    ),
    'file name under which browsers save the image',
  ),
  original: parameter('output', yes, 'delivers the original, byte for byte; only with claims and `download`'),
  preset: parameter(
    'output',
    matching(/^[A-Za-z0-9_-]{1,64}$/, 'a name of up to 64 letters, digits, _ and -'),
    'name of a preset of the zone; parameters of the URL override those that are not locked',
  ),

  expire: parameter('access', unixTime, 'last second (Unix time) at which the URL is valid'),
  start: parameter('access', unixTime, 'first second (Unix time) at which the URL is valid'),
  ip: parameter('access', network, 'client address or network that may use the URL'),
  kid: parameter(
    'access',
    matching(/^[A-Za-z0-9_-]{1,32}$/, 'a key id of up to 32 letters, digits, _ and -'),
    'id of the key that signed the URL',
  ),
  widths: parameter('access', list(pixels, 32), 'widths that `w` may choose'),
  dprs: parameter('access', list(ratio, 8), 'ratios that an unsigned `dpr` may choose'),
  token: parameter(
    'access',
    matching(/^[A-Za-z0-9_-]{1,64}$/, 'up to 64 letters, digits, _ and -'),
    'the signature; parameters after it are not signed',
  ),
  w: parameter('access', pixels, 'after the token: one of `widths`, instead of `width`', {
    needs: ['widths'],
  }),
} as const satisfies Record<string, Row>

export type { Row } from './row.ts'

/** Row name in the parameter table. */
export type RowName = keyof typeof OPTIONS

/** Name of a parameter that only this URL layer handles. The engine does not know it. */
type OwnName = Exclude<RowName, keyof typeof IMAGE_OPTIONS | 'ol-name'>

/** Parameter name: an image option, a parameter for the URL itself, or one that fills texts. */
export type OptionName = ImageOptionName | OwnName | `ol-${string}`

type TypeOf<O> = O extends Value<infer T> ? T : never

/** Parsed parameters of a URL without the values for texts (`ol-name`). All are optional. */
export type ImageOptions = TableOptions & {
  readonly [Name in OwnName]?: TypeOf<(typeof OPTIONS)[Name]>
}

/** Parsed parameters of a URL. All are optional. */
export type Options = ImageOptions & { readonly [Name in `ol-${string}`]?: string }

/**
 * Pattern of a parameter that fills a placeholder in texts. It excludes the reserved names, whose
 * placeholders are filled from claims or the date.
 */
const FILLING = /^ol-(?!(?:ip|kid|expire|start|date)$)[a-z0-9-]{1,32}$/

/** Returns `true` if a parameter fills a placeholder in texts: `ol-city` fills `{city}`. */
export const isFilling = (name: string): name is `ol-${string}` => FILLING.test(name)

export const isRowName = (name: string): name is RowName => Object.hasOwn(OPTIONS, name)

/**
 * Returns the name of the row that describes a parameter: `olalign` for `ol2align`, `ol-name` for
 * `ol-city`.
 */
export function rowNameOf(name: string): RowName | undefined {
  const row = isFilling(name) ? 'ol-name' : sharedName(name)
  return isRowName(row) ? row : undefined
}

export function isOptionName(name: string): name is OptionName {
  return rowNameOf(name) !== undefined
}

/** Returns the row that describes a parameter. */
export function rowOf(name: OptionName): Row {
  const rows: Readonly<Record<RowName, Row>> = OPTIONS
  return rows[rowNameOf(name) ?? 'ol-name']
}

const [FIRST_LAYERED] = LAYERED
const isShared = (name: string) => Object.hasOwn(OVERLAY_OPTIONS, name)

/**
 * Names of all parameters in canonical order. `ol-name` stands for all parameters that fill
 * placeholders.
 */
export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTIONS)
  .flatMap((name) => (name === FIRST_LAYERED ? LAYERED : isShared(name) ? [] : name))
  .filter(isOptionName)

/** Parameters that together determine the output's width and height. */
export const SIZE: readonly OptionName[] = ['width', 'height', 'w', 'dpr']

/**
 * Returns `true` if a parameter does not change the pixels: access parameters, `download`,
 * `original` and `preset`.
 */
export function keepsPixels(name: OptionName): boolean {
  return rowOf(name).group === 'access' || ['download', 'original', 'preset'].includes(name)
}

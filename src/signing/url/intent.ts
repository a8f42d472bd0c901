import { Failure } from '../../errors.ts'
import { formatQuery } from './canonical.ts'
import { assertNotReserved, type Facts, fillTexts } from './fill.ts'
import { assertMoving, assertWritten, mayMove } from './frames.ts'
import { assertLayers } from './layers.ts'
import {
  type ImageOptions,
  isAside,
  isFilling,
  isOptionName,
  type OPTIONS,
  type Options,
  type RowName,
  rowOf,
  SIZE,
} from './options.ts'
import { assertNeeds, formatOptions, parseOptions } from './parameters.ts'
import { type PresetRules, withPresets } from './presets.ts'
import type { Wire } from './wire.ts'

type AccessName = {
  [Name in RowName]: (typeof OPTIONS)[Name]['group'] extends 'access' ? Name : never
}[RowName]

/**
 * Operations that a URL asks for. Widths and heights are in device pixels. Access parameters are
 * left out.
 */
export interface Intent
  extends Omit<Options, AccessName | 'dpr' | 'download' | 'original' | 'preset' | `ol-${string}`> {
  /** Only for `format=auto`: formats that the client accepts besides PNG and JPEG, best first. */
  readonly accepts?: readonly Modern[]
  /**
   * `false` if the answer must never be the original. Otherwise the original is sent if it has
   * fewer bytes than its re-encoding. Zones with `originals = "explicit"` set it.
   */
  readonly keepSmaller?: false
  /** Unix time in seconds at which a text of the image changes. Only texts with `{date}` change. */
  readonly until?: number
  /**
   * Key that the invisible mark is embedded with. If it is set, `mark` holds hex digits and no
   * longer `claims`.
   */
  readonly marking?: Marking
}

/** Key of invisible marks. Its random words determine where a mark is placed. */
export interface MarkKey {
  readonly id: string
  /** Random 16-bit words, one sequence for marks of 32 bits and one for marks of 64 bits. */
  readonly streams: Readonly<Record<32 | 64, Uint16Array>>
}

export interface Marking extends MarkKey {
  /**
   * `true` for `mark=claims`. The image is then only for the client that the claims name. If the
   * output is too small for 64 bits, the value is truncated to 32 bits.
   */
  readonly personal: boolean
}

/** Formats that only some clients support. */
export type Modern = 'avif' | 'webp'

function scaled(length: number | undefined, by: number): number | undefined {
  return length === undefined ? undefined : Math.max(1, Math.round(length * by))
}

/**
 * Returns the output's width and height. `w` replaces `width` and scales a signed `height` by the
 * same factor. Then `dpr` multiplies both.
 */
function resolveSize({ width, height, w, dpr = 1 }: ImageOptions): { width?: number; height?: number } {
  if (w !== undefined && height !== undefined && width === undefined)
    throw new Failure('bad-parameter', 'height needs width if w replaces the width')
  const byW = w !== undefined && width !== undefined ? w / width : 1
  const across = scaled(w ?? width, dpr)
  const down = scaled(scaled(height, byW), dpr)
  return { ...(across !== undefined && { width: across }), ...(down !== undefined && { height: down }) }
}

function assertCoherent(options: Options): void {
  assertNeeds(options)
  assertLayers(options)
  const { crop, width, height } = options
  const shaped = crop === 'smart' || (crop !== undefined && 'at' in crop)
  if (shaped && (width === undefined || height === undefined))
    throw new Failure('bad-parameter', 'crop needs width and height if it is smart or a focus point')
}

/**
 * URLs that ask for the original. `implicit`: those without processing parameters, and those with
 * `original=1`. `explicit`: only those with `original=1`.
 */
export type Originals = 'implicit' | 'explicit'

/** Rules by which a zone interprets the options of a URL. */
export interface ZoneRules extends PresetRules {
  /** URLs that ask for the original. Default: `implicit`. */
  readonly originals?: Originals | undefined
  /**
   * Default of the option `linear`. It applies unless the URL has an option that cannot be combined
   * with `linear`.
   */
  readonly linear?: boolean | undefined
  /** Default of the option `animate`. It applies if the output may be WebP. */
  readonly animations?: boolean | undefined
}

function readOptions({ signed, free }: Wire): Options {
  if (signed.has('w')) throw new Failure('bad-parameter', 'w must follow the token')
  return parseOptions(new Map([...signed, ...free]))
}

function mayBeLinear({ linear, gamma = 0, filter, output }: Intent): boolean {
  const isFree = (gamma === 0 || gamma === 1) && filter !== 'magic' && filter !== 'hqx'
  return linear === undefined && isFree && output !== 'json'
}

const BESIDE_ORIGINAL: readonly string[] = ['original', 'download', 'expire', 'start', 'ip', 'kid', 'token']

function assertOriginalAlone(options: Options): void {
  const other = options.original && Object.keys(options).find((name) => !BESIDE_ORIGINAL.includes(name))
  if (other) throw new Failure('bad-parameter', `original cannot be combined with ${other}`)
}

function toIntent(options: ImageOptions): Intent | undefined {
  const names = Object.keys(options)
    .filter(isOptionName)
    .filter((name) => name === 'w' || !isAside(name))
  const others = Object.entries(options).filter(
    ([name]) => isOptionName(name) && names.includes(name) && !SIZE.includes(name),
  )
  return names.length > 0 ? { ...Object.fromEntries(others), ...resolveSize(options) } : undefined
}

function withoutFilling(options: Options): ImageOptions {
  const others = Object.entries(options).filter(([name]) => !isFilling(name))
  return Object.fromEntries(others) as ImageOptions
}

/**
 * Reads the operations that a URL asks for, as its signer sees them: before a zone applies its
 * presets.
 * @returns `undefined` if no parameter processes the image
 * @throws Failure bad-parameter
 */
export function readIntent(wire: Wire): Intent | undefined {
  const options = readOptions(wire)
  assertOriginalAlone(options)
  // A preset may set options that others need, so their presence is checked only without a preset.
  if (options.preset === undefined) assertCoherent(options)
  return toIntent(withoutFilling(options))
}

function intentBy(rules: ZoneRules, wire: Wire, facts: Facts): Intent | undefined {
  assertNotReserved([...wire.signed.keys(), ...wire.free.keys()])
  const given = readOptions(wire)
  assertOriginalAlone(given)
  if (given.original && rules.mandatory.length > 0)
    throw new Failure('bad-parameter', 'original: a zone with mandatory presets serves no originals')
  const asked = withPresets(given, rules)
  assertCoherent(asked)
  const { options, until } = fillTexts(asked, facts)
  const intent = toIntent(options)
  if (!intent && !given.original && rules.originals === 'explicit')
    throw new Failure(
      'bad-parameter',
      'the URL has no parameter for the image: this zone serves originals only if original=1 is signed',
    )
  return (
    intent && {
      ...intent,
      ...(rules.linear && mayBeLinear(intent) && { linear: true }),
      ...(rules.animations && mayMove(intent) && { animate: true }),
      ...(rules.originals === 'explicit' && { keepSmaller: false }),
      ...(until !== undefined && { until }),
    }
  )
}

/**
 * Reads the operations that a URL asks for. Presets are applied, the parameters after the token and
 * `dpr` are resolved, and texts are filled.
 * @param rules rules of the zone; without them the result is that of `readIntent`
 * @param facts facts about the request; a text that needs others is refused
 * @returns `undefined` if the URL asks for the original
 * @throws Failure bad-parameter
 */
export function parseIntent(wire: Wire, rules?: ZoneRules, facts: Facts = {}): Intent | undefined {
  assertWritten(wire)
  const intent = rules ? intentBy(rules, wire, facts) : readIntent(wire)
  if (intent) assertMoving(intent)
  return intent
}

/** Formats an intent as canonical text: in the order of the table, without default values. */
export function formatIntent({ accepts, keepSmaller, marking, until: _until, ...options }: Intent): string {
  const meant = [...formatOptions(options)].filter(
    ([name, text]) => !isOptionName(name) || rowOf(name).initial !== text,
  )
  if (accepts) meant.push(['accepts', accepts.join()])
  if (keepSmaller === false) meant.push(['keep-smaller', '0'])
  if (marking) meant.push(['mark-key', `${marking.id}${marking.personal ? '.claims' : ''}`])
  return formatQuery(new Map(meant))
}

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

/** What a URL does with an image, sizes in device pixels. It has no access parameters. */
export interface Intent
  extends Omit<Options, AccessName | 'dpr' | 'download' | 'original' | 'preset' | `ol-${string}`> {
  /** For `format=auto`: what the client accepts besides PNG and JPEG, best first. */
  readonly accepts?: readonly Modern[]
  /** Whether the answer may be the source itself, where that is smaller than its re-encoding; not in explicit zones. */
  readonly keepSmaller?: false
  /** Unix time in seconds at which its texts will be others. */
  readonly until?: number
  /** The key of `mark`, whose value is in hex by then. */
  readonly marking?: Marking
}

/** What a key of invisible marks places them by. */
export interface MarkKey {
  readonly id: string
  /** Random words for marks of 32 and of 64 bits. */
  readonly streams: Readonly<Record<32 | 64, Uint16Array>>
}

export interface Marking extends MarkKey {
  /** Whether the value stands for claims: the image is for those alone whom they name, and the value is cut to what fits. */
  readonly personal: boolean
}

/** Formats that only some clients support. */
export type Modern = 'avif' | 'webp'

function scaled(length: number | undefined, by: number): number | undefined {
  return length === undefined ? undefined : Math.max(1, Math.round(length * by))
}

/** `w` replaces `width` and scales a signed height with it; then `dpr` multiplies both. */
function resolveSize({ width, height, w, dpr = 1 }: ImageOptions): { width?: number; height?: number } {
  if (w !== undefined && height !== undefined && width === undefined)
    throw new Failure('bad-parameter', 'height needs width where w replaces the width')
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
    throw new Failure('bad-parameter', 'crop needs width and height where it is smart or a focus point')
}

/** Which URLs mean the original: those without processing parameters, too, or only those with `original=1`. */
export type Originals = 'implicit' | 'explicit'

/** What a zone makes of a URL's options. */
export interface ZoneRules extends PresetRules {
  /** Default: `implicit`. */
  readonly originals?: Originals | undefined
  /** Default of the option `linear`, wherever it can be combined with the others. */
  readonly linear?: boolean | undefined
  /** Default of the option `animate`, wherever the output may be WebP. */
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
 * Reads what a URL does with an image before a zone applies its presets, as a signer sees it.
 * @returns `undefined` where no parameter processes the image
 * @throws Failure bad-parameter
 */
export function readIntent(wire: Wire): Intent | undefined {
  const options = readOptions(wire)
  assertOriginalAlone(options)
  // A preset may set what others need.
  if (options.preset === undefined) assertCoherent(options)
  return toIntent(withoutFilling(options))
}

function intentBy(rules: ZoneRules, wire: Wire, facts: Facts): Intent | undefined {
  assertNotReserved([...wire.signed.keys(), ...wire.free.keys()])
  const given = readOptions(wire)
  assertOriginalAlone(given)
  if (given.original && rules.mandatory.length > 0)
    throw new Failure('bad-parameter', 'original: presets are mandatory here, and no originals are served')
  const asked = withPresets(given, rules)
  assertCoherent(asked)
  const { options, until } = fillTexts(asked, facts)
  const intent = toIntent(options)
  if (!intent && !given.original && rules.originals === 'explicit')
    throw new Failure(
      'bad-parameter',
      'no parameter says what to do with the image, and this zone serves originals only where original=1 is signed',
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
 * Reads what a URL does with an image: its options with presets, the free part and `dpr` resolved, and texts filled.
 * @param rules of the zone; without them as `readIntent`
 * @param facts what is known of the request; a text that needs more is refused
 * @returns `undefined` where the URL means the original
 * @throws Failure bad-parameter
 */
export function parseIntent(wire: Wire, rules?: ZoneRules, facts: Facts = {}): Intent | undefined {
  assertWritten(wire)
  const intent = rules ? intentBy(rules, wire, facts) : readIntent(wire)
  if (intent) assertMoving(intent)
  return intent
}

/** The canonical spelling of an intent: in the table's order, without default values. */
export function formatIntent({ accepts, keepSmaller, marking, until: _until, ...options }: Intent): string {
  const meant = [...formatOptions(options)].filter(
    ([name, text]) => !isOptionName(name) || rowOf(name).initial !== text,
  )
  if (accepts) meant.push(['accepts', accepts.join()])
  if (keepSmaller === false) meant.push(['keep-smaller', '0'])
  if (marking) meant.push(['mark-key', `${marking.id}${marking.personal ? '.claims' : ''}`])
  return formatQuery(new Map(meant))
}

import type { TransformOptions } from '../../engine/options/transform-options.ts'
import { Failure } from '../../errors.ts'
import { formatQuery } from './canonical.ts'
import { assertNotReserved, type Facts, fillTexts } from './fill.ts'
import { assertMoving, assertWritten, mayMove } from './frames.ts'
import { assertLayers } from './layers.ts'
import {
  type ImageOptions,
  isFilling,
  isOptionName,
  keepsPixels,
  type Options,
  rowOf,
  SIZE,
} from './options.ts'
import { assertNeeds, formatOptions, parseOptions } from './parameters.ts'
import { type PresetRules, withPresets } from './presets.ts'
import type { Wire } from './wire.ts'

/**
 * Request of a URL for an image, with sizes in device pixels. It becomes the engine's options once
 * its mark has a key. It has no access parameters.
 */
export interface Intent extends Omit<TransformOptions, 'mark'> {
  /** Hex digits, or `claims`. */
  readonly mark?: string
}

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
    .filter((name) => name === 'w' || !keepsPixels(name))
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

/**
 * The canonical spelling of an intent or of the options that it became: in the table's order,
 * without default values. The value of a mark is followed by its key.
 */
export function formatIntent({
  accepts,
  keepSmaller,
  mark,
  until: _until,
  ...options
}: Intent | TransformOptions): string {
  const keyed = typeof mark === 'object' ? mark : undefined
  const value = typeof mark === 'object' ? mark.value : mark
  const meant = [...formatOptions({ ...options, ...(value !== undefined && { mark: value }) })].filter(
    ([name, text]) => !isOptionName(name) || rowOf(name).initial !== text,
  )
  if (accepts) meant.push(['accepts', accepts.join()])
  if (keepSmaller === false) meant.push(['keep-smaller', '0'])
  if (keyed) meant.push(['mark-key', `${keyed.key.id}${keyed.personal ? '.claims' : ''}`])
  return formatQuery(new Map(meant))
}

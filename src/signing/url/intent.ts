import { isFocus } from '../../engine/options/areas.ts'
import { complete } from '../../engine/options/complete.ts'
import { bare } from '../../engine/options/own.ts'
import type { OutputDefaults, TransformOptions } from '../../engine/options/transform-options.ts'
import { Failure } from '../../errors.ts'
import { formatQuery } from './canonical.ts'
import { type Facts, fillTexts } from './fill.ts'
import { assertMoving, assertWritten, mayMove } from './frames.ts'
import { assertKnown } from './known.ts'
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
import { assertOutput, defaultsFor } from './output-conflicts.ts'
import { assertNeeds, formatOptions, parseOptions } from './parameters.ts'
import { type PresetRules, withPresets } from './presets.ts'
import type { Wire } from './wire.ts'

/**
 * Image options that a URL asks for, with sizes in device pixels. Access parameters are not among
 * them. An intent becomes the engine's `TransformOptions` when its mark gets a key.
 */
export interface Intent extends Omit<TransformOptions, 'mark'> {
  /** Value of the invisible mark: hex digits, or `claims`. */
  readonly mark?: string
}

function scaled(length: number | undefined, by: number): number | undefined {
  return length === undefined ? undefined : Math.max(1, Math.round(length * by))
}

/**
 * Returns the output's width and height in device pixels. `w` replaces `width`, and a signed
 * `height` is scaled by the same factor. `dpr` multiplies both.
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
  assertOutput(options)
  const { crop, width, height } = options
  const shaped = crop === 'smart' || (crop !== undefined && isFocus(crop))
  if (shaped && (width === undefined || height === undefined))
    throw new Failure('bad-parameter', 'crop needs width and height if it is smart or a focus point')
}

/**
 * Rule that decides which URLs ask for the original. `implicit`: URLs without processing
 * parameters, and URLs with `original=1`. `explicit`: only URLs with `original=1`.
 */
export type Originals = 'implicit' | 'explicit'

/** A zone's rules for interpreting a URL's options. */
export interface ZoneRules extends PresetRules {
  /** Rule that decides which URLs ask for the original. Default: `implicit`. */
  readonly originals?: Originals | undefined
  /**
   * Default of the option `linear` in the zone. It does not apply to a URL with an option that
   * cannot be combined with `linear`.
   */
  readonly linear?: boolean | undefined
  /** Default of the option `animate` in the zone. It applies if the output may be WebP. */
  readonly animations?: boolean | undefined
  /** Defaults of options that apply where the output can follow them. */
  readonly defaults?: OutputDefaults | undefined
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
  return names.length > 0 ? bare<Intent>(Object.fromEntries(others), resolveSize(options)) : undefined
}

function withoutFilling(options: Options): ImageOptions {
  const others = Object.entries(options).filter(([name]) => !isFilling(name))
  return bare(Object.fromEntries(others) as ImageOptions)
}

/**
 * Reads a URL's image options without a zone's rules: presets are not applied, and texts are not
 * filled. A signer uses it to check a URL.
 * @returns `undefined` if no parameter processes the image
 * @throws Failure bad-parameter
 */
export function readIntent(wire: Wire): Intent | undefined {
  const options = readOptions(wire)
  assertOriginalAlone(options)
  // With a preset, an option that needs another one is not refused, because the preset may set the
  // other one.
  if (options.preset === undefined) assertCoherent(options)
  return toIntent(withoutFilling(options))
}

function intentBy(given: ZoneRules, wire: Wire, facts: Facts): Intent | undefined {
  const rules = bare(given)
  const signed = readOptions(wire)
  assertOriginalAlone(signed)
  const isGuarded = rules.mandatory.length > 0
  if (signed.original && isGuarded)
    throw new Failure('bad-parameter', 'original: a zone with mandatory presets serves no originals')
  const asked = withPresets(signed, rules)
  assertCoherent(asked)
  const { options, until } = fillTexts(asked, facts)
  const intent = toIntent(options)
  const defaults = intent && rules.defaults && defaultsFor(intent, rules.defaults)
  if (!intent && !signed.original && rules.originals === 'explicit')
    throw new Failure(
      'bad-parameter',
      'the URL has no parameter for the image: this zone serves originals only if original=1 is signed',
    )
  return (
    intent &&
    bare<Intent>({
      ...intent,
      ...(rules.linear && mayBeLinear(intent) && { linear: true }),
      ...(rules.animations && mayMove(intent) && { animate: true }),
      ...(defaults && { defaults }),
      ...(rules.originals === 'explicit' && { keepSmaller: false }),
      // A mandatory preset may change nothing of an image, such as a width that the image has.
      ...(isGuarded && { keepSmaller: false, transcode: false }),
      ...(until !== undefined && { until }),
    })
  )
}

/**
 * Reads a URL's image options. Presets are applied, `w` and `dpr` are resolved to a size, and texts
 * are filled.
 * @param rules the zone's rules; without them the result equals that of `readIntent`
 * @param facts values for reserved placeholders; a text with a placeholder that has no value is
 *   refused
 * @returns `undefined` if the URL asks for the original
 * @throws Failure bad-parameter
 */
export function parseIntent(wire: Wire, rules?: ZoneRules, facts: Facts = {}): Intent | undefined {
  assertKnown(wire)
  assertWritten(wire)
  const intent = rules ? intentBy(rules, wire, facts) : readIntent(wire)
  if (!intent) return undefined
  assertMoving(intent)
  return complete(intent)
}

/**
 * `true` if an option's value has the same effect as its default. `effort=best` makes progressive
 * JPEGs, unless `progressive=0` asks for another order.
 */
const isDefault = (
  name: Parameters<typeof rowOf>[0],
  text: string,
  { effort }: Pick<TransformOptions, 'effort'>,
): boolean => rowOf(name).initial === text && !(name === 'progressive' && effort === 'best')

/**
 * Returns an intent's parameters with their values, as a URL spells them: in the option table's
 * order, without default values.
 */
export function describeIntent({
  accepts: _accepts,
  defaults: _defaults,
  keepSmaller: _keepSmaller,
  mark,
  transcode: _transcode,
  until: _until,
  ...options
}: Intent | TransformOptions): readonly (readonly [name: string, text: string])[] {
  const value = typeof mark === 'object' ? mark.value : mark
  return [...formatOptions({ ...options, ...(value !== undefined && { mark: value }) })].filter(
    ([name, text]) => !isOptionName(name) || !isDefault(name, text, options),
  )
}

/**
 * Formats an intent, or the engine's options made from it, in its canonical spelling for cache
 * keys: in the option table's order, without default values. A mark's value is followed by its
 * key's id.
 */
export function formatIntent(intent: Intent | TransformOptions): string {
  const { accepts, defaults, keepSmaller, mark, transcode } = intent
  const keyed = typeof mark === 'object' ? mark : undefined
  const meant = [...describeIntent(intent)]
  if (accepts) meant.push(['accepts', accepts.join()])
  for (const [name, text] of formatOptions({ ...defaults })) meant.push([`default-${name}`, text])
  if (keepSmaller === false) meant.push(['keep-smaller', '0'])
  if (transcode === false) meant.push(['transcode', '0'])
  if (keyed) meant.push(['mark-key', `${keyed.key.id}${keyed.personal ? '.claims' : ''}`])
  return formatQuery(new Map(meant))
}

/** Formats an intent like `formatIntent`, without the zone's rules that no parameter spells. */
export function spelledIntent(intent: Intent | TransformOptions): string {
  const { keepSmaller: _keepSmaller, transcode: _transcode, ...spelled } = intent
  return formatIntent(spelled)
}

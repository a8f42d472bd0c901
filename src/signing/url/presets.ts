import type { ImageOptionName } from '../../engine/options/options.ts'
import { bare } from '../../engine/options/own.ts'
import { Failure } from '../../errors.ts'
import { assertFillable } from './fill.ts'
import { hasOverlay, isLayered, stackLayers } from './layers.ts'
import {
  assertCovered,
  assertUnlocked,
  type Lock,
  lockedNames,
  mandatoryNames,
  withoutEnlarging,
} from './locks.ts'
import { unknownName } from './nearest.ts'
import { isFilling, isOptionName, keepsPixels, OPTION_NAMES, type Options, rowNameOf } from './options.ts'
import { formatOptions, parseOptions } from './parameters.ts'
import { flag } from './values.ts'

/** Named option set in a zone's configuration. */
export interface Preset {
  readonly options: Options
  readonly locked: Lock
}

/**
 * Preset as written in the configuration: `lock`, and parameters with the values that they would
 * have in a URL.
 */
export type PresetTable = Readonly<Record<string, string | number | boolean>>

/** Preset as written in code, where a misspelt parameter is an error of types. */
export type PresetFields = { readonly lock?: boolean | 'all' } & {
  readonly [Name in ImageOptionName]?: string | number | boolean
}

/**
 * Parses a preset of the configuration.
 * @throws Failure bad-parameter: an unknown parameter or an invalid value; or a parameter that
 *   cannot be part of a preset: access parameters, `download`, `original`, `preset` and values for
 *   texts
 * @example parsePreset({ width: 400, fit: 'cover', lock: true })
 */
export function parsePreset(given: PresetTable): Preset {
  const { lock = false, ...table } = bare(given)
  if (typeof lock !== 'boolean' && lock !== 'all')
    throw new Failure('bad-parameter', `lock must be true, false or "all", got ${lock}`)
  const unknown = Object.keys(table).find((name) => !isOptionName(name))
  if (unknown !== undefined)
    throw new Failure('bad-parameter', unknownName('parameter', unknown, [...OPTION_NAMES, 'lock']))
  const texts = Object.entries(table).map(([name, value]): [string, string] => [
    name,
    typeof value === 'boolean' ? flag.format(value) : String(value),
  ])
  const options = parseOptions(new Map(texts))
  const aside = Object.keys(options)
    .filter(isOptionName)
    .find((name) => keepsPixels(name) || isFilling(name))
  if (aside) throw new Failure('bad-parameter', `${aside} cannot be part of a preset`)
  assertFillable(options)
  return { options, locked: lock }
}

/** Presets of a zone, by name. */
export interface PresetRules {
  readonly presets: ReadonlyMap<string, Preset>
  /**
   * Names of the presets that are applied to every image in the zone. They are locked, even without
   * `lock`.
   */
  readonly mandatory: readonly string[]
}

interface Enforced {
  readonly name: string
  readonly preset: Preset
}

function enforcedOf({ presets, mandatory }: PresetRules): readonly Enforced[] {
  return mandatory.map((name) => {
    const preset = presets.get(name)
    if (!preset) throw new Failure('misconfigured', undefined, `unknown preset ${name}`)
    return { name, preset: { ...preset, options: withoutEnlarging(preset.options) } }
  })
}

const isPicture = (name: string) => rowNameOf(name) === 'olurl'

/**
 * Refuses the URL's own overlays if the zone has mandatory presets. Such an overlay's image could
 * be the unprotected original, and an overlay that is drawn over a mandatory one could cancel it. A
 * URL may repeat a preset's overlay options with the same values.
 * @throws Failure bad-parameter
 */
function assertNoOwnOverlay(options: Options, enforced: readonly Enforced[]): void {
  const covering = enforced.find(({ preset }) => hasOverlay(preset.options))
  const set = enforced.map(({ preset }) => formatOptions(preset.options))
  for (const [name, text] of formatOptions(options)) {
    if (!isOptionName(name) || !isLayered(name) || set.some((texts) => texts.get(name) === text)) continue
    if (isPicture(name))
      throw new Failure('bad-parameter', `${name} must have the value of a mandatory preset in this zone`)
    if (covering) throw new Failure('bad-parameter', `${name} is locked by the preset ${covering.name}`)
  }
}

function withoutLayers(options: Options): Options {
  const others = Object.entries(options).filter(([name]) => !(isOptionName(name) && isLayered(name)))
  return bare(Object.fromEntries(others) as Options)
}

/**
 * Applies presets to a URL's options. The URL's own options override those in the preset that it
 * names. Mandatory presets override both, and their overlays are drawn above all others.
 * @throws Failure bad-parameter: an unknown preset, or an option that a preset locks
 */
export function withPresets(options: Options, rules: PresetRules): Options {
  const { presets, mandatory } = rules
  const named = options.preset === undefined ? undefined : presets.get(options.preset)
  if (options.preset !== undefined && !named)
    throw new Failure('bad-parameter', `unknown preset ${options.preset}`)
  if (named?.locked) assertUnlocked(options, options.preset ?? '', named, lockedNames(named))
  const enforced = enforcedOf(rules)
  if (enforced.length === 0) return bare(named?.options, options)

  assertNoOwnOverlay(options, enforced)
  const covering = enforced.filter(({ preset }) => hasOverlay(preset.options))
  const own = covering.length > 0 ? withoutLayers(options) : options
  let all: Options = mandatory.includes(options.preset ?? '') ? own : bare(named?.options, own)
  for (const { name, preset } of enforced) {
    const isCovering = hasOverlay(preset.options)
    const locked = [...mandatoryNames(preset)].filter(
      (each) => !isCovering || preset.locked === 'all' || !isLayered(each),
    )
    assertUnlocked(all, name, preset, new Set(locked))
    all = bare(all, isCovering ? withoutLayers(preset.options) : preset.options)
  }
  // The check needs the options of all mandatory presets, so it follows the loop.
  for (const { preset } of enforced) assertCovered(all, preset.options)
  return covering.length === 0
    ? all
    : stackLayers(
        all,
        covering.map(({ preset }) => preset.options),
      )
}

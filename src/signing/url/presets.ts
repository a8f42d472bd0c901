import { Failure } from '../../errors.ts'
import { assertFillable } from './fill.ts'
import { hasOverlay, isLayered, stacked } from './layers.ts'
import {
  assertCovered,
  assertUnlocked,
  type Lock,
  lockedNames,
  mandatoryNames,
  withoutEnlarging,
} from './locks.ts'
import { isAside, isFilling, isOptionName, type Options, rowNameOf } from './options.ts'
import { formatOptions, parseOptions } from './parameters.ts'
import { flag } from './values.ts'

/** Options that a zone keeps under a name. */
export interface Preset {
  readonly options: Options
  readonly locked: Lock
}

/** A preset as the configuration has it: parameters with their values in a URL, and `lock`. */
export type PresetTable = Readonly<Record<string, string | number | boolean>>

/**
 * @throws Failure bad-parameter: as for a URL, and for a parameter that leaves the pixels alone
 * @example parsePreset({ width: 400, fit: 'cover', lock: true })
 */
export function parsePreset({ lock = false, ...table }: PresetTable): Preset {
  if (typeof lock !== 'boolean' && lock !== 'all')
    throw new Failure('bad-parameter', `lock must be true, false or "all", got ${lock}`)
  const texts = Object.entries(table).map(([name, value]): [string, string] => [
    name,
    typeof value === 'boolean' ? flag.format(value) : String(value),
  ])
  const options = parseOptions(new Map(texts))
  const aside = Object.keys(options)
    .filter(isOptionName)
    .find((name) => isAside(name) || isFilling(name))
  if (aside) throw new Failure('bad-parameter', `${aside} cannot be part of a preset`)
  assertFillable(options)
  return { options, locked: lock }
}

/** The presets of a zone. */
export interface PresetRules {
  readonly presets: ReadonlyMap<string, Preset>
  /** Names of the presets that every image of the zone gets; they lock what they set, even without `lock`. */
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
 * Refuses overlays of a URL's own where presets are mandatory: a picture could be the unprotected image itself, and anything
 * may cancel an overlay that is drawn over it. What a preset sets may be repeated.
 * @throws Failure bad-parameter
 */
function assertNoOwnOverlay(options: Options, enforced: readonly Enforced[]): void {
  const covering = enforced.find(({ preset }) => hasOverlay(preset.options))
  const set = enforced.map(({ preset }) => formatOptions(preset.options))
  for (const [name, text] of formatOptions(options)) {
    if (!isOptionName(name) || !isLayered(name) || set.some((texts) => texts.get(name) === text)) continue
    if (isPicture(name))
      throw new Failure('bad-parameter', `${name} must be that of a mandatory preset in this zone`)
    if (covering) throw new Failure('bad-parameter', `${name} is locked by the preset ${covering.name}`)
  }
}

function withoutLayers(options: Options): Options {
  const others = Object.entries(options).filter(([name]) => !(isOptionName(name) && isLayered(name)))
  return Object.fromEntries(others) as Options
}

/**
 * Applies presets: a URL's own options override those of the preset that it names; mandatory presets override both, and
 * their overlays are drawn above all others.
 * @throws Failure bad-parameter: no such preset, or an option that a preset locks
 */
export function withPresets(options: Options, rules: PresetRules): Options {
  const { presets, mandatory } = rules
  const named = options.preset === undefined ? undefined : presets.get(options.preset)
  if (options.preset !== undefined && !named)
    throw new Failure('bad-parameter', `unknown preset ${options.preset}`)
  if (named?.locked) assertUnlocked(options, options.preset ?? '', named, lockedNames(named))
  const enforced = enforcedOf(rules)
  if (enforced.length === 0) return { ...named?.options, ...options }

  assertNoOwnOverlay(options, enforced)
  const covering = enforced.filter(({ preset }) => hasOverlay(preset.options))
  const own = covering.length > 0 ? withoutLayers(options) : options
  let all: Options = mandatory.includes(options.preset ?? '') ? own : { ...named?.options, ...own }
  for (const { name, preset } of enforced) {
    const isCovering = hasOverlay(preset.options)
    const locked = [...mandatoryNames(preset)].filter(
      (each) => !isCovering || preset.locked === 'all' || !isLayered(each),
    )
    assertUnlocked(all, name, preset, new Set(locked))
    all = { ...all, ...(isCovering ? withoutLayers(preset.options) : preset.options) }
  }
  // After the loop: it depends on what all of them set.
  for (const { preset } of enforced) assertCovered(all, preset.options)
  return covering.length === 0
    ? all
    : stacked(
        all,
        covering.map(({ preset }) => preset.options),
      )
}

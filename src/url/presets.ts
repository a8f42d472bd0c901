import { Failure } from '../errors.ts'
import {
  assertCovered,
  assertUnlocked,
  type Lock,
  lockedNames,
  mandatoryNames,
  withoutEnlarging,
} from './locks.ts'
import { isAside, isOptionName, type Options } from './options.ts'
import { parseOptions } from './parameters.ts'
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
  const aside = Object.keys(options).filter(isOptionName).find(isAside)
  if (aside) throw new Failure('bad-parameter', `${aside} cannot be part of a preset`)
  return { options, locked: lock }
}

/** The presets of a zone. */
export interface PresetRules {
  readonly presets: ReadonlyMap<string, Preset>
  /** Names of the presets that every image of the zone gets; they lock what they set, even without `lock`. */
  readonly mandatory: readonly string[]
}

/** A URL's own overlay could be the unprotected image itself. */
function allowsOverlay(olurl: string | undefined, { presets, mandatory }: PresetRules): boolean {
  return olurl === undefined || mandatory.some((name) => presets.get(name)?.options.olurl === olurl)
}

/**
 * Applies presets: a URL's own options override those of the preset that it names; mandatory presets override both.
 * @throws Failure bad-parameter: no such preset, or an option that a preset locks
 */
export function withPresets(options: Options, { presets, mandatory }: PresetRules): Options {
  const named = options.preset === undefined ? undefined : presets.get(options.preset)
  if (options.preset !== undefined && !named)
    throw new Failure('bad-parameter', `unknown preset ${options.preset}`)
  if (named?.locked) assertUnlocked(options, options.preset ?? '', named, lockedNames(named))
  if (mandatory.length > 0 && !allowsOverlay(options.olurl, { presets, mandatory }))
    throw new Failure('bad-parameter', 'olurl must be that of a mandatory preset in this zone')
  let all: Options = { ...named?.options, ...options }
  const enforced = mandatory.map((name) => {
    const preset = presets.get(name)
    if (!preset) throw new Failure('misconfigured', undefined, `unknown preset ${name}`)
    return { name, preset: { ...preset, options: withoutEnlarging(preset.options) } }
  })
  for (const { name, preset } of enforced) {
    assertUnlocked(all, name, preset, mandatoryNames(preset))
    all = { ...all, ...preset.options }
  }
  // After the loop: it depends on what all of them set.
  for (const { preset } of enforced) assertCovered(all, preset.options)
  return all
}

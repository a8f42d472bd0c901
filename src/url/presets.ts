import { Failure } from '../errors.ts'
import { assertCovered, assertUnlocked, keptNames, type Lock, lockedNames, sealed } from './locks.ts'
import { isAside, isOptionName, type Options } from './options.ts'
import { parseOptions } from './parameters.ts'
import { flag } from './values.ts'

/** Options that a zone keeps under a name. */
export interface Preset {
  readonly options: Options
  readonly locked: Lock
}

/** A preset as the configuration writes it: parameters with the values that they have in a URL, and `lock`. */
export type PresetTable = Readonly<Record<string, string | number | boolean>>

/**
 * @throws Failure bad-parameter, as for a URL; and for what is no matter of the pixels
 * @example parsePreset({ width: 400, fit: 'cover', lock: true })
 */
export function parsePreset({ lock = false, ...table }: PresetTable): Preset {
  if (typeof lock !== 'boolean' && lock !== 'all')
    throw new Failure('bad-parameter', `lock=${lock}: expected true, false or "all"`)
  const texts = Object.entries(table).map(([name, value]): [string, string] => [
    name,
    typeof value === 'boolean' ? flag.format(value) : String(value),
  ])
  const options = parseOptions(new Map(texts))
  const aside = Object.keys(options).filter(isOptionName).find(isAside)
  if (aside) throw new Failure('bad-parameter', `${aside}: cannot be part of a preset`)
  return { options, locked: lock }
}

/** What a zone makes of the options of a URL. */
export interface PresetRules {
  readonly presets: ReadonlyMap<string, Preset>
  /** Names of the presets that every image of the zone is made with; they lock what they set, even without `lock`. */
  readonly mandatory: readonly string[]
}

/** Whether an overlay that a URL names may lie on what is protected: it could be the bare image itself. */
function mayLay(olurl: string | undefined, { presets, mandatory }: PresetRules): boolean {
  return olurl === undefined || mandatory.some((name) => presets.get(name)?.options.olurl === olurl)
}

/**
 * Works the presets in: the URL's own options win over those of the preset that it names, and the mandatory presets over
 * all.
 * @throws Failure bad-parameter: no such preset, or an option that a locked preset keeps for itself
 */
export function withPresets(options: Options, { presets, mandatory }: PresetRules): Options {
  const named = options.preset === undefined ? undefined : presets.get(options.preset)
  if (options.preset !== undefined && !named)
    throw new Failure('bad-parameter', `preset=${options.preset}: the zone has no preset of this name`)
  if (named?.locked) assertUnlocked(options, options.preset ?? '', named, lockedNames(named))
  if (mandatory.length > 0 && !mayLay(options.olurl, { presets, mandatory }))
    throw new Failure('bad-parameter', 'olurl: this zone takes overlays from its presets alone')
  let all: Options = { ...named?.options, ...options }
  const kept = mandatory.map((name) => {
    const preset = presets.get(name)
    if (!preset) throw new Failure('misconfigured', undefined, `there is no preset ${name}`)
    return { name, preset: { ...preset, options: sealed(preset.options) } }
  })
  for (const { name, preset } of kept) {
    assertUnlocked(all, name, preset, keptNames(preset))
    all = { ...all, ...preset.options }
  }
  // Only now it is known what the others set.
  for (const { preset } of kept) assertCovered(all, preset.options)
  return all
}

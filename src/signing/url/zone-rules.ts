import { bare } from '../../engine/options/own.ts'
import type { OutputDefaults } from '../../engine/options/transform-options.ts'
import { Failure } from '../../errors.ts'
import type { ZoneRules } from './intent.ts'
import { assertLayers, isLayered } from './layers.ts'
import { isOptionName, type Options } from './options.ts'
import { assertNeeds } from './parameters.ts'
import { type Preset, type PresetRules, type PresetTable, parsePreset, withPresets } from './presets.ts'

/** Fields of a zone in the configuration that determine which options its URLs may use. */
export interface RulesTable extends Pick<ZoneRules, 'originals' | 'mandatory' | 'linear' | 'animations'> {
  readonly progressive?: boolean | undefined
  readonly autoquality?: number | undefined
  readonly max_bytes?: number | undefined
  readonly presets: Readonly<Record<string, PresetTable>>
}

function assertComplete(name: string, { options }: Preset): void {
  const layered = Object.entries(options).filter(([each]) => isOptionName(each) && isLayered(each))
  try {
    assertLayers(options)
    assertNeeds(Object.fromEntries(layered) as Options)
  } catch (error) {
    throw error instanceof Failure ? new Failure(error.code, `${name}: ${error.message}`) : error
  }
}

/**
 * Refuses mandatory presets with which every request would fail: presets that contradict each
 * other, and presets with an incomplete overlay, which a URL cannot complete.
 * @throws Failure bad-parameter, misconfigured
 */
export function assertConsistent(rules: PresetRules): void {
  withPresets(bare({}), rules)
  for (const name of rules.mandatory) {
    const preset = rules.presets.get(name)
    if (preset) assertComplete(name, preset)
  }
}

/**
 * Refuses mandatory presets without options. With such a preset the zone would serve originals.
 * @throws Failure bad-parameter
 */
function assertNotEmpty({ presets, mandatory }: PresetRules): void {
  const empty = mandatory.find((name) => Object.keys(presets.get(name)?.options ?? {}).length === 0)
  if (empty !== undefined)
    throw new Failure('bad-parameter', `the preset ${empty} sets no option, so it would change nothing`)
}

/**
 * Returns a zone's rules with an additional mandatory preset. If `preset` is `undefined`, returns
 * `rules` unchanged.
 */
export function withMandatory(rules: ZoneRules, preset: string | undefined): ZoneRules {
  const { mandatory } = rules
  return preset === undefined || mandatory.includes(preset)
    ? rules
    : { ...rules, mandatory: [...mandatory, preset] }
}

type DefaultsTable = Pick<RulesTable, 'progressive' | 'autoquality' | 'max_bytes'>

const defaultsOf = ({ progressive, autoquality, max_bytes }: DefaultsTable): OutputDefaults => ({
  ...(progressive && { progressive }),
  ...(autoquality !== undefined && { autoquality }),
  ...(max_bytes !== undefined && { max_bytes }),
})

/**
 * Reads a zone's rules from its configuration.
 * @throws Failure misconfigured; the reason names the field
 */
export function readRules(
  zone: string,
  { presets, mandatory, originals, linear, animations, ...others }: RulesTable,
): ZoneRules {
  let name = ''
  try {
    const read = new Map<string, Preset>()
    for (const [preset, table] of Object.entries(presets)) {
      name = `presets.${preset}`
      read.set(preset, parsePreset(table))
    }
    name = 'mandatory'
    const defaults = defaultsOf(others)
    const rules = {
      presets: read,
      mandatory,
      originals,
      linear,
      animations,
      ...(Object.keys(defaults).length > 0 && { defaults }),
    }
    assertConsistent(rules)
    assertNotEmpty(rules)
    return rules
  } catch (error) {
    const reason = error instanceof Failure ? error.message : error
    throw new Failure('misconfigured', undefined, `zones.${zone}.${name}: ${reason}`)
  }
}

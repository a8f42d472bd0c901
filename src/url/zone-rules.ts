import { Failure } from '../errors.ts'
import type { ZoneRules } from './intent.ts'
import { type Preset, type PresetRules, type PresetTable, parsePreset, withPresets } from './presets.ts'

/** The fields of a zone's configuration that say what its URLs may ask for. */
export interface RulesTable extends Pick<ZoneRules, 'originals' | 'mandatory'> {
  readonly presets: Readonly<Record<string, PresetTable>>
}

/**
 * Presets that contradict each other would refuse every request.
 * @throws Failure bad-parameter, misconfigured
 */
export function assertConsistent(rules: PresetRules): void {
  withPresets({}, rules)
}

/** The rules of a zone with one more mandatory preset; without a name the rules themselves. */
export function withMandatory(rules: ZoneRules, preset: string | undefined): ZoneRules {
  const { mandatory } = rules
  return preset === undefined || mandatory.includes(preset)
    ? rules
    : { ...rules, mandatory: [...mandatory, preset] }
}

/** @throws Failure misconfigured, whose reason names the field */
export function readRules(zone: string, { presets, mandatory, originals }: RulesTable): ZoneRules {
  let name = ''
  try {
    const read = new Map<string, Preset>()
    for (const [preset, table] of Object.entries(presets)) {
      name = `presets.${preset}`
      read.set(preset, parsePreset(table))
    }
    name = 'mandatory'
    const rules = { presets: read, mandatory, originals }
    assertConsistent(rules)
    return rules
  } catch (error) {
    const reason = error instanceof Failure ? error.message : error
    throw new Failure('misconfigured', undefined, `zones.${zone}.${name}: ${reason}`)
  }
}

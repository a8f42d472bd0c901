import type { Scenario } from './scenario.ts'
import { gallery } from './scenarios/gallery.ts'
import { stampede } from './scenarios/stampede.ts'
import { vanish } from './scenarios/vanish.ts'
import { wave } from './scenarios/wave.ts'

/** Every scenario by its name on the command line. */
export const SCENARIOS = { gallery, wave, stampede, vanish } as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof SCENARIOS

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[]

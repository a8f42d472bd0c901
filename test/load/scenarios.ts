import type { Scenario } from './scenario.ts'
import { gallery } from './scenarios/gallery.ts'
import { hangingOrigin } from './scenarios/hanging-origin.ts'
import { mixed } from './scenarios/mixed.ts'
import { pauses } from './scenarios/pauses.ts'
import { recover } from './scenarios/recover.ts'
import { sequence } from './scenarios/sequence.ts'
import { slowReaders } from './scenarios/slow-readers.ts'
import { soak } from './scenarios/soak.ts'
import { stampede } from './scenarios/stampede.ts'
import { trickle } from './scenarios/trickle.ts'
import { vanish } from './scenarios/vanish.ts'
import { wave } from './scenarios/wave.ts'

/** Scenarios by their names on the command line. */
export const SCENARIOS = {
  gallery,
  wave,
  stampede,
  vanish,
  'slow-readers': slowReaders,
  'hanging-origin': hangingOrigin,
  pauses,
  trickle,
  sequence,
  mixed,
  soak,
  recover,
} as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof SCENARIOS

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[]

import { reportModeWarning } from '../../src/edge/log/report-mode.ts'
import { zonesOpenedBy } from '../../src/edge/source/report-zones.ts'
import type { Check } from './check.ts'
import type { Setup } from './setup.ts'
import { placedZones } from './zones.ts'

export const OPENED: Check<Setup> = {
  name: 'opened',
  severity: 'error',
  about:
    'a zone in report mode with mandatory presets, or over originals or overlays of a zone that has some',
  mend: 'Set mode = "enforce", or give the zones separate sources and overlays.',
  find(setup) {
    const zones = placedZones(setup)
    return zones.flatMap((zone) =>
      zonesOpenedBy(zone, zones).map(
        ({ name }) =>
          `zones.${zone.name}.mode: "report" serves images of zones.${name} without its mandatory presets`,
      ),
    )
  },
}

export const REPORTING: Check<Setup> = {
  name: 'report',
  severity: 'warning',
  about: 'a zone in report mode: no URL of it needs a token',
  mend: 'Set mode = "enforce" as soon as the log has no line with unsigned.',
  find: ({ zones }) =>
    zones.filter(({ mode }) => mode === 'report').map(({ name }) => reportModeWarning(name)),
}

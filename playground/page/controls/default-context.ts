import { computed } from '@preact/signals'
import { catalog } from '../catalog.ts'
import { parameters, path } from '../target.ts'
import { parseTarget } from '../target-text.ts'
import { planned } from '../view.ts'
import type { Context } from './defaults.ts'
import { presetQuery, zoneOf } from './zone-of.ts'

/** Returns the newest plan if its target has the same path and `format` as the page's target. */
function matchingPlan(format: string | undefined): Context['plan'] {
  const now = planned.value
  if (!now) return undefined
  const of = parseTarget(now.target, location.origin)
  return of.path === path.value && of.parameters.get('format') === format ? now.plan : undefined
}

/** Facts about the page's target that decide defaults. */
export const context = computed((): Context => {
  const given = parameters.value
  const format = given.get('format')
  const preset = presetQuery(zoneOf(path.value, catalog.value.zones), given.get('preset'))
  return { format, plan: matchingPlan(format), preset: new Map(new URLSearchParams(preset)) }
})

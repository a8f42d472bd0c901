import { turnBox, turnOf, turnSize } from '../../../src/engine/picture/orientation.ts'
import { parameters, path } from '../target.ts'
import { withoutQuery } from '../target-text.ts'
import { planned } from '../view.ts'
import type { Box, Extent } from './boxes.ts'

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const

const percent = (part: number, whole: number) => `${(part / whole) * 100}%`

/**
 * Returns the part that the plan keeps from the upright source, in pixels of the decoded picture,
 * and that picture's size.
 */
function keptPart(): (Box & { readonly of: Extent }) | undefined {
  const now = planned.value
  if (!now?.plan.transform || withoutQuery(now.target) !== path.value) return undefined
  const { source, transform } = now.plan
  const turn = turnOf(ORIENTATIONS.find((orientation) => orientation === source.orientation) ?? 1)
  return {
    ...turnBox(transform.crop, transform.decoded, turn),
    of: turnSize(transform.decoded, turn),
  }
}

/** Outlines the source part that the crop keeps. */
export function KeptPart() {
  const part = parameters.value.has('crop') ? keptPart() : undefined
  if (!part) return null
  return (
    <div
      class="box kept"
      style={{
        left: percent(part.x, part.of.width),
        top: percent(part.y, part.of.height),
        width: percent(part.width, part.of.width),
        height: percent(part.height, part.of.height),
      }}
    />
  )
}

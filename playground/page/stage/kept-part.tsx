import { parameters } from '../target.ts'
import type { Box, Extent } from './boxes.ts'
import { planning } from './planning.ts'

const percent = (part: number, whole: number) => `${(part / whole) * 100}%`

/** The part of the source that the plan keeps, in shares of the decoded picture. */
function keptPart(): (Box & { readonly of: Extent }) | undefined {
  const transform = planning.value.plan?.transform
  return transform && { ...transform.crop, of: transform.decoded }
}

/** Outlines the part of the source that a crop with the shape of the output keeps. */
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

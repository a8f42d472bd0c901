import { encoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { plannedMemory } from './memory.ts'
import type { Plan, PlanRequest } from './plan.ts'
import { getsPlanes } from './planes.ts'

/** Returns a plan with other settings of its encoder. */
function withSettings(plan: Plan, changed: Partial<Plan['settings']>, request: PlanRequest): Plan {
  const { header, byteLength, room } = request
  const other = { ...plan, settings: { ...plan.settings, ...changed } }
  return { ...other, ...plannedMemory(header, byteLength, other, room) }
}

/** `true` if the encoder may get RGBA whose lossless file is shorter than planned. */
const maySaveLossless = ({ format, settings, animation, planar, resize, transcode }: Plan, header: Header) =>
  !animation &&
  transcode?.when !== 'always' &&
  !getsPlanes(header, { planar, resize }) &&
  encoders[format].maySaveLossless?.(settings) === true

/**
 * Returns the plans that differ in the settings of the encoder, best first. A plan that encodes
 * drawings without loss as well comes first, unless it leaves less room for the file. A plan that
 * leaves the chroma of a JPEG to its encoder is followed by one with halved chroma, which may take
 * less memory.
 */
export function* encoderVariants(plan: Plan, request: PlanRequest): Generator<Plan> {
  if (maySaveLossless(plan, request.header)) {
    const tried = withSettings(plan, { triesLossless: true }, request)
    if (tried.maxFile >= plan.maxFile) yield tried
  }
  yield plan
  if (plan.format === 'jpeg' && plan.settings.subsampling === 'auto')
    yield withSettings(plan, { subsampling: '420' }, request)
}

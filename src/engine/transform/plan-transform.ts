import type { Demand, Room } from '../../memory/index.ts'
import { decoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Overlay } from '../overlay/overlay.ts'
import { withShorterFile } from '../plan/file-memory.ts'
import { makePlan } from '../plan/make-plan.ts'
import { largerDemand, plannedDemand } from '../plan/memory.ts'
import type { Plan, PlanInputs } from '../plan/plan.ts'
import { isWithin, roomFor } from '../plan/room.ts'
import { fallbackMemory } from '../plan/transcode.ts'
import { countsWholeAnswer } from '../search/goal.ts'
import { canvasHeader } from './count-frames.ts'
import type { ReadingJob } from './job.ts'
import { gainMapIn, type PlannedGainMap, planKept, searchesGainMap } from './keep-gain-map.ts'
import { metadataFollows, metadataMemory } from './kept-metadata.ts'
import { headerMemory, headerOf, headOf, lengthOf, type OpenedImage } from './states.ts'

/** Maximum length in bytes of an original that is held to be compared with its re-encoding. */
const MAX_COMPARED = 8 * 1024 * 1024

/**
 * Minimum length of the re-encoded file, as a multiple of the original's length. There must be room
 * for such a file beside the original. Otherwise, a longer file would be refused although the
 * original may be served.
 */
const MIN_COMPARED = 1.5

/**
 * A transform's plan, and the memory and inputs that it needs. All fields except `overlays` consist
 * of numbers and names.
 */
export interface PlannedTransform {
  readonly plan: Plan
  readonly demand: Demand
  readonly readsWhole: boolean
  /** `true` if the original is returned in case it is smaller than its re-encoding. */
  readonly mayKeepSource: boolean
  /** The plan's overlays, ready to be drawn. */
  readonly overlays: readonly Pick<Overlay, 'render' | 'release'>[]
  readonly gainMap: PlannedGainMap | undefined
  /**
   * State of a requested gain map. `kept`: the output has it. `dropped`: the output does not have
   * it, although the original has or declares one, or was not searched. Otherwise `undefined`.
   */
  readonly hdr: 'kept' | 'dropped' | undefined
}

/** A planned transform before its overlays are added. */
export type Transform = Omit<PlannedTransform, 'overlays'>

/**
 * Returns the memory in bytes that a transform holds besides its plan's memory: header, metadata
 * and, if it is kept, the file.
 */
export function reservedMemory(image: OpenedImage, intent: TransformOptions): number {
  const { facts, reading } = image
  const size = lengthOf(image)
  const searchedLength = reading === 'rows' ? headOf(image).length : size
  const keepsFile = reading === 'searched' && !decoders[facts.format].needsWholeInput
  return (
    headerMemory(image) +
    metadataMemory(intent, headerOf(image), searchedLength) +
    (metadataFollows(intent, facts) || keepsFile ? size : 0)
  )
}

/** Plans a transform. No part of the plan refers to the image's bytes. */
export function planTransform(image: OpenedImage, inputs: PlanInputs, job: ReadingJob): Transform {
  const { intent, limits } = job
  const header = headerOf(image)
  const size = lengthOf(image)
  const reserved = reservedMemory(image, intent)
  const shown = inputs.animation ? canvasHeader(header) : header
  const { plan: alone, gainMap, hdr } = planWithGainMap(image, shown, { ...inputs, reserved }, job)
  const isFallback = alone.transcode !== undefined && alone.transcode.when !== 'always'
  const isCompared = alone.reencodes || alone.transcode?.when === 'instead'
  const mayKeep = alone.transcode?.when === 'fits' || (isCompared && intent.keepSmaller !== false)
  const held = size + (isFallback ? fallbackMemory(alone, size) : 0)
  const beside = mayKeep ? besideSource(alone, image, roomFor(limits, reserved + held)) : undefined
  const keepsSource = beside !== undefined
  const plan = beside ?? (isFallback ? { ...alone, transcode: undefined } : alone)
  const heldMap = countsWholeAnswer(plan.goal) && gainMap ? gainMap.plan.maxFile : 0
  const own = plannedDemand(plan, reserved + heldMap + (keepsSource ? held : 0))
  const demand = gainMap ? largerDemand(own, gainMap.demand) : own
  const readsWhole = keepsSource || image.reading !== 'rows'
  const mayKeepSource = mayKeep && readsWhole && !isFallback
  return { plan, demand, readsWhole, mayKeepSource, gainMap, hdr }
}

/**
 * Returns the plan for a transform that holds the original to compare it with its re-encoding.
 * @param room room that is left beside the original
 * @returns `undefined` if the original is too long
 */
function besideSource(plan: Plan, image: OpenedImage, room: Room): Plan | undefined {
  const size = lengthOf(image)
  if (image.size === undefined || size > MAX_COMPARED) return undefined
  const lacking = Math.max(0, plan.parts.bytes - room.buffers)
  const shorter = withShorterFile(plan, plan.maxFile - lacking, MIN_COMPARED * size)
  return shorter && isWithin(shorter.parts, room) ? shorter : undefined
}

/**
 * Plans a transform and its gain map. With `format=auto` the output is JPEG if this keeps the map,
 * because no other format has gain maps.
 */
function planWithGainMap(
  image: OpenedImage,
  header: Header,
  inputs: PlanInputs,
  job: ReadingJob,
): Pick<PlannedTransform, 'plan' | 'gainMap' | 'hdr'> {
  const { intent, limits } = job
  const found = gainMapIn(image)
  const planAs = (chosen: TransformOptions) => makePlan(header, chosen, lengthOf(image), limits, inputs)
  const keep = (plan: Plan) => found && planKept(plan, header, found, inputs, job)
  if (found && intent.format === 'auto') {
    const kept = keep(planAs({ ...intent, accepts: [] }))
    if (kept) return { ...kept, hdr: 'kept' }
  }
  const plan = planAs(intent)
  const kept = keep(plan)
  if (kept) return { ...kept, hdr: 'kept' }
  const missed =
    searchesGainMap(intent, header) && (image.reading !== 'searched' || header.gainMap === 'declared')
  return { plan, gainMap: undefined, hdr: found || missed ? 'dropped' : undefined }
}

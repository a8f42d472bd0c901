import { Failure } from '../../errors.ts'
import { type Demand, MAX_KERNEL } from '../../memory/index.ts'
import type { FoundGainMap } from '../formats/format.ts'
import { formats } from '../formats/formats.ts'
import type { Header } from '../formats/header.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { withShorterFile } from '../plan/file-memory.ts'
import { plannedDemand } from '../plan/memory.ts'
import type { Plan, PlanInputs } from '../plan/plan.ts'
import { freeBuffers, isWithin as hasRoom, roomFor } from '../plan/room.ts'
import { countsWholeAnswer } from '../search/goal.ts'
import { scratchBytes } from '../wasm/scratch.ts'
import type { ReadingJob } from './job.ts'
import { sourceChanged } from './open.ts'
import { heldMemory, isWithin, keepsGainMap, maxPicture, planGainMap } from './plan-gain-map.ts'
import { type HeaderFacts, headerOf, heldFileOf, type OpenedImage } from './states.ts'

/** Gain map that the output keeps, and the plan to make it. It consists of numbers and names. */
export interface PlannedGainMap {
  /** The map's header, without its colors. */
  readonly facts: HeaderFacts
  readonly plan: Plan
  /** Memory demand of the whole transform while the gain map is made. */
  readonly demand: Demand
}

/** A planned gain map with its bytes. */
export type OpenGainMap = FoundGainMap<Header> & Pick<PlannedGainMap, 'plan' | 'demand'>

/** `true` if the whole file is read before memory is planned, to find its gain map. */
export const searchesGainMap = ({ hdr = false }: TransformOptions, { format, gainMap }: Header): boolean =>
  hdr && gainMap !== undefined && formats[format].readGainMap !== undefined

/** Finds the gain map in a file. Returns `undefined` if the file has no readable gain map. */
export function findGainMap(header: Header, file: Uint8Array<ArrayBuffer>): FoundGainMap<Header> | undefined {
  try {
    return formats[header.format].readGainMap?.(file, header)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/** Finds an image's gain map, if the image was read to be searched for one. */
export function gainMapIn(image: OpenedImage): FoundGainMap<Header> | undefined {
  const file = image.reading === 'searched' ? heldFileOf(image) : undefined
  return file && findGainMap(headerOf(image), file)
}

/**
 * Finds a planned gain map in its image, which may have been opened again.
 * @throws Failure bad-origin: the gain map is gone
 */
export function openGainMap({ facts, plan, demand }: PlannedGainMap, image: OpenedImage): OpenGainMap {
  const found = gainMapIn(image)
  if (!found) throw sourceChanged()
  return { ...found, header: { ...facts, color: found.header.color }, plan, demand }
}

/** Plan for a picture that keeps its gain map, and plan for the map. */
export interface KeptGainMap {
  readonly plan: Plan
  readonly gainMap: PlannedGainMap
}

/**
 * Plans a picture's gain map, in addition to the picture's own plan. The picture's file gets no
 * more room than the map leaves.
 * @param base the picture's plan
 * @returns `undefined` if the plan does not keep the map, or if the map is too large
 */
export function planKept(
  base: Plan,
  header: Header,
  found: FoundGainMap<Header>,
  inputs: PlanInputs,
  { intent, limits }: ReadingJob,
): KeptGainMap | undefined {
  // Such a base gives its kernel's memory to the codec that encodes it.
  const isCopied = base.parts.kernel > MAX_KERNEL && base.parts.codec > 0
  if (isCopied || !keepsGainMap(base, header, found)) return undefined
  const { reserved = 0 } = inputs
  const room = roomFor(limits, reserved)
  const map = planGainMap(base, { header, intent, inputs, room }, found)
  const scratch = scratchBytes(map.parts.kernel)
  const plan = withShorterFile(base, maxPicture(freeBuffers(map.parts, room) - map.parts.bytes, scratch))
  if (!plan || !isWithin(found, map, limits)) return undefined
  const held = reserved + heldMemory(plan, scratch)
  if (!hasRoom(map.parts, roomFor(limits, held))) return undefined
  // With a goal, the map is made first, and held while its picture is encoded.
  if (countsWholeAnswer(plan.goal) && !hasRoom(plan.parts, roomFor(limits, reserved + map.maxFile)))
    return undefined
  const { color: _, ...facts } = found.header
  return { plan, gainMap: { facts, plan: map, demand: plannedDemand(map, held) } }
}

import { Failure } from '../../errors.ts'
import type { Analysis } from '../analysis/analyze.ts'
import type { FoundGainMap } from '../formats/format.ts'
import { formats } from '../formats/formats.ts'
import type { Header } from '../formats/header.ts'
import { MAX_KERNEL } from '../memory/classes.ts'
import type { Demand } from '../memory/demand.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { plannedDemand } from '../plan/memory.ts'
import type { Plan } from '../plan/plan.ts'
import { isWithin as hasRoom, type RequestLimits, roomFor } from '../plan/room.ts'
import { heldMemory, isWithin, keepsGainMap, planGainMap } from './plan-gain-map.ts'

/** Gain map that the output keeps, and the plan to make it. */
export interface PlannedGainMap extends FoundGainMap<Header> {
  readonly plan: Plan
  /** Memory demand of the whole transform while the gain map is made. */
  readonly demand: Demand
}

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

/**
 * Plans the gain map of a picture, in addition to the plan of the picture.
 * @param base plan of the picture
 * @param reserved size in bytes of other memory that the request holds while the plans run
 * @returns `undefined` if the plan does not keep the map, or if the map is too large
 */
export function planKept(
  base: Plan,
  header: Header,
  intent: TransformOptions,
  found: FoundGainMap<Header>,
  analysis: Analysis,
  limits: RequestLimits,
  reserved: number,
): PlannedGainMap | undefined {
  // Such a base gives its kernel's memory to the codec that encodes it.
  const isCopied = base.parts.kernel > MAX_KERNEL && base.parts.codec > 0
  if (isCopied || !keepsGainMap(base, header, found)) return undefined
  const held = reserved + heldMemory(base)
  const room = roomFor(limits, held)
  const plan = planGainMap(base, header, intent, found, analysis, room.buffers)
  if (!isWithin(found, plan, limits) || !hasRoom(plan.parts, room)) return undefined
  return { ...found, plan, demand: plannedDemand(plan, held) }
}

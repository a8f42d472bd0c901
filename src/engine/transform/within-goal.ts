import { Failure } from '../../errors.ts'
import { shorterFile } from '../formats/shorter-file.ts'
import type { Plan } from '../plan/plan.ts'
import type { OpenGainMap } from './keep-gain-map.ts'
import { keptBytes, type MetadataWork } from './kept-metadata.ts'
import { gainMapBytes } from './run-gain-map.ts'
import type { GoalLimits } from './run-picture.ts'

type Work = Omit<MetadataWork, 'gainMap'> & { readonly gainMap: OpenGainMap | undefined }

/**
 * Returns the file limits for a plan with a goal. Metadata and gain map bytes count, too.
 * @param map gain map for the output
 * @param original the original, if it is served when the file with the highest quality does not fit
 */
export async function goalLimits(
  work: Work,
  map: Uint8Array | undefined,
  original: Uint8Array | undefined,
): Promise<GoalLimits | undefined> {
  if (!work.plan.goal) return undefined
  const mapBytes = map && work.gainMap ? gainMapBytes(map, work.gainMap) : 0
  return { others: (await keptBytes(work)) + mapBytes, isOptional: original !== undefined }
}

/**
 * Returns the failure for an output if even the shortest file exceeds `max_bytes`.
 * @param least shortest file's length in bytes
 */
export const nothingFits = (plan: Plan, least: number, limits: GoalLimits | undefined): Failure =>
  overMaxBytes(plan, least + (limits?.others ?? 0))

/**
 * Checks an output's length.
 * @throws Failure over-max-bytes
 */
export function assertGoal(plan: Plan, { length }: Uint8Array): void {
  if (length > (plan.goal?.maxBytes ?? length)) throw overMaxBytes(plan, length)
}

/** Returns the changes to a request that shorten the file with the lowest quality. */
function shorterAtLowest(format: Plan['format'], { alpha, alphaQuality }: Plan['settings']): string {
  const keepsAlpha = alpha && alphaQuality === 100 && (format === 'webp' || format === 'jxl')
  return keepsAlpha ? 'a smaller width or a lower alphaquality' : 'a smaller width'
}

function overMaxBytes({ format, settings, animation, goal }: Plan, least: number): Failure {
  const made = goal?.isSearched ? 'at the lowest quality' : animation ? 'as an animation' : `as ${format}`
  const ways = goal?.isSearched ? shorterAtLowest(format, settings) : shorterFile(format, settings)
  return new Failure(
    'over-max-bytes',
    `${made} the image takes ${least} bytes, but max_bytes is ${goal?.maxBytes}: ask for more bytes, or for ${ways}`,
  )
}

import { type ErrorCode, Failure } from '../../errors.ts'
import { inMemory } from '../bytes/in-memory.ts'
import { releaseBuffer, replaced } from '../bytes/release.ts'
import { keptProfile } from '../color/conversion.ts'
import { joinGainMap } from '../formats/jpeg/ultra-hdr.ts'
import { writeMetadata } from '../formats/metadata.ts'
import { cleanMetadata } from '../metadata/clean.ts'
import { type RunContext, run } from '../run.ts'
import { rewritten, scratchBytes } from '../wasm/scratch.ts'
import type { PlannedGainMap } from './planned-gain-map.ts'

/** Errors after which the gain map is dropped and the base image is still delivered. */
const DROPPING: readonly ErrorCode[] = ['corrupt', 'unsupported', 'over-budget']

/**
 * Makes a gain map and joins it to its picture.
 * @param base the finished JPEG. It is freed after it is joined
 * @returns `undefined` if the map is damaged or takes more memory than planned
 * @throws Failure like `run`, except for a damaged map
 */
export async function withGainMap(
  base: Uint8Array<ArrayBuffer>,
  { plan, header, file, metadata, demand }: PlannedGainMap,
  context: RunContext,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const map = await run(plan, inMemory(file), header, context)
    // The profile of an ISO 21496-1 map is kept, because it may describe the colours that result
    // from the gains.
    const { icc } = cleanMetadata({ icc: metadata.iso && keptProfile(header) }, { gps: false })
    const written = writeMetadata('jpeg', map, { icc }, { ...plan.output, alpha: false })
    const joining = replaced(map, written)
    const scratch = scratchBytes(demand.kernel ?? 0)
    const joined = await rewritten(context.seat, scratch, base, (file) =>
      joinGainMap(file, joining, metadata),
    )
    releaseBuffer(joining)
    return joined
  } catch (error) {
    if (error instanceof Failure && DROPPING.includes(error.code)) return undefined
    throw error
  }
}

import { Failure } from '../../errors.ts'
import { joinGainMap } from '../../formats/jpeg/ultra-hdr.ts'
import { inMemory } from '../open.ts'
import { type RunContext, run } from '../run.ts'
import type { PlannedGainMap } from './planned-gain-map.ts'

/**
 * Makes a gain map, and joins it to its picture.
 * @param base the finished JPEG
 * @returns `undefined` where the map is damaged
 * @throws Failure as `run`, but for a damaged map
 */
export async function withGainMap(
  base: Uint8Array,
  { plan, header, file, metadata, demand }: PlannedGainMap,
  context: Omit<RunContext, 'demand'>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const map = await run(plan, inMemory(file), header, { ...context, demand })
    return joinGainMap(base, map, metadata)
  } catch (error) {
    if (error instanceof Failure && (error.code === 'corrupt' || error.code === 'unsupported'))
      return undefined
    throw error
  }
}

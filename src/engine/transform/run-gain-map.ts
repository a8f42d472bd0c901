import { type ErrorCode, Failure } from '../../errors.ts'
import { inMemory } from '../bytes/in-memory.ts'
import { join } from '../bytes/join.ts'
import { releaseBuffer, replaced } from '../bytes/release.ts'
import { joinGainMap } from '../formats/jpeg/ultra-hdr.ts'
import { writeMetadata } from '../formats/metadata.ts'
import { embeddableProfile } from '../metadata/icc.ts'
import { rewritten, scratchBytes } from '../wasm/scratch.ts'
import type { OpenGainMap } from './keep-gain-map.ts'
import { type Running, runOneEncode } from './run-picture.ts'

/** Errors after which the gain map is dropped and the base image is still delivered. */
const DROPPING: readonly ErrorCode[] = ['corrupt', 'unsupported', 'over-budget']

/** Shortest JPEG, to which a gain map is joined to count its bytes: SOI and EOI (T.81 B.2.1). */
const EMPTY_JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)

/** Returns the bytes by which a made gain map makes its picture's file longer. */
export function gainMapBytes(map: Uint8Array, { metadata }: Pick<OpenGainMap, 'metadata'>): number {
  const joined = joinGainMap(EMPTY_JPEG, map, metadata)
  const { length } = joined
  releaseBuffer(joined)
  return length - EMPTY_JPEG.length
}

/**
 * Makes a gain map: a JPEG that is joined to its picture later.
 * @returns `undefined` if the map is damaged or takes more memory than planned
 * @throws Failure like `run`, except for a damaged map
 */
export async function makeGainMap(
  { plan, header, file, metadata }: OpenGainMap,
  running: Running,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const map = await runOneEncode(plan, inMemory(file), header, running)
    // The profile of an ISO 21496-1 map is kept, because it may describe the colors that result
    // from the gains.
    const profile = metadata.iso && embeddableProfile(header)
    if (!profile) return map
    const icc = join(profile.pieces)
    const written = writeMetadata('jpeg', map, { icc }, { ...plan.output, alpha: false })
    releaseBuffer(icc)
    return replaced(map, written)
  } catch (error) {
    return unlessDropped(error)
  }
}

/**
 * Joins a gain map to its picture.
 * @param base the finished JPEG. It is freed after it is joined
 * @param map result of `makeGainMap`, which is freed
 * @returns `undefined` if the map cannot be joined
 */
export async function withGainMap(
  base: Uint8Array<ArrayBuffer>,
  map: Uint8Array<ArrayBuffer>,
  { metadata, demand }: OpenGainMap,
  { seat }: Pick<Running, 'seat'>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const scratch = scratchBytes(demand.kernel ?? 0)
    const joined = await rewritten(seat, scratch, base, (file) => joinGainMap(file, map, metadata))
    releaseBuffer(map)
    return joined
  } catch (error) {
    return unlessDropped(error)
  }
}

/** Returns `undefined` for an error after which the gain map is dropped. @throws any other error */
function unlessDropped(error: unknown): undefined {
  if (!(error instanceof Failure && DROPPING.includes(error.code))) throw error
}

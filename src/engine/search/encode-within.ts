import { assertNotAborted, sleep } from '../../abort.ts'
import { type OwnBytes, releaseBuffer } from '../bytes/release.ts'
import type { Attempts } from '../formats/attempts.ts'
import { bestOf, nextQuality, type SizeSearch, type Try } from './quality-search.ts'

/** File that a search has found. */
export interface Found {
  readonly file: Uint8Array<ArrayBuffer>
  readonly quality: number
  /** Number of encodes. */
  readonly tries: number
}

/** Result of a search in which no file fits. */
export interface NothingFits {
  readonly file: undefined
  /** Length in bytes of the file of the lowest quality. */
  readonly least: number
}

/** The best file so far. */
interface Kept {
  readonly quality: number
  readonly file: Uint8Array<ArrayBuffer>
}

/** Request for which a search runs. */
export interface SearchContext {
  readonly signal: AbortSignal
  /** Registers the file that is kept between two encodes. */
  readonly own?: OwnBytes | undefined
}

/**
 * Searches the highest quality whose file fits into a limit. The best file so far is the only one
 * that is kept beside the attempts. Other requests get a turn between two encodes.
 */
export async function encodeWithin(
  attempts: Attempts,
  search: SizeSearch,
  { signal, own }: SearchContext,
): Promise<Found | NothingFits> {
  const tries: Try[] = []
  let kept: Kept | undefined
  for (;;) {
    const quality = nextQuality(tries, search)
    if (quality === undefined) break
    if (tries.length > 0) await sleep(0, signal)
    assertNotAborted(signal)
    const length = await attempts.encode(quality)
    const file = length <= search.limit ? await attempts.file() : undefined
    tries.push({ quality, length: file?.length ?? length })
    if (!file) continue
    if (bestOf(tries, search.limit)?.quality !== quality) {
      releaseBuffer(file)
      continue
    }
    if (kept) releaseBuffer(kept.file)
    kept = { quality, file }
    own?.(file)
  }
  if (kept) return { ...kept, tries: tries.length }
  return { file: undefined, least: Math.min(...tries.map(({ length }) => length)) }
}

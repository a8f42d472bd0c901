import type { Attempts } from '../formats/attempts.ts'
import { beforeTry, type SearchRun, type TriedFile, withKeptFile } from './kept-file.ts'
import { bestFit, nextQuality, type SizeSearch, type Try } from './size-search.ts'

/** File that a search has found. */
export interface Found extends TriedFile {
  /** Number of encodes. */
  readonly tries: number
}

/** Result of a search in which no file fits. */
export interface NothingFits {
  readonly file: undefined
  /** Number of encodes. */
  readonly tries: number
  /** Length in bytes of the shortest file, which has the lowest quality unless tries ran out. */
  readonly least: number
}

/**
 * Searches for the highest quality whose file fits into a limit. Only the best file so far is kept
 * beside the attempts. Other requests get a turn between two encodes.
 * @param known earlier tries for the picture, whose files are too long
 */
export function encodeWithin(
  attempts: Attempts,
  search: SizeSearch,
  run: SearchRun,
  known: readonly Try[] = [],
): Promise<Found | NothingFits> {
  return withKeptFile(run, async (kept) => {
    const tries = [...known]
    for (;;) {
      const quality = nextQuality(tries, search)
      if (quality === undefined) break
      await beforeTry(tries.length, run)
      const length = await attempts.encode(quality)
      const file = length <= search.limit ? await attempts.file() : undefined
      tries.push({ quality, length: file?.length ?? length })
      if (file) kept.offer({ quality, file }, bestFit(tries, search.limit)?.quality === quality)
    }
    const best = kept.get()
    if (best) return { ...best, tries: tries.length - known.length }
    // The last encode has the lowest quality.
    const last = tries.length > known.length ? attempts.exactLength?.() : undefined
    return {
      file: undefined,
      tries: tries.length - known.length,
      least: last ?? Math.min(...tries.map(({ length }) => length)),
    }
  })
}

import { releaseBuffer } from '../bytes/release.ts'
import type { Attempts } from '../formats/attempts.ts'
import { beforeTry, type SearchRun, type TriedFile, withKeptFile } from './kept-file.ts'
import { mostFrugal, nextSimilar, type SimilaritySearch, type SimilarTry } from './similarity-search.ts'
import type { Try } from './size-search.ts'

/** Attempts in a format for which the kernel can compute a similarity. */
export type ComparableAttempts = Attempts & Required<Pick<Attempts, 'similarity'>>

export const areComparable = (attempts: Attempts): attempts is ComparableAttempts =>
  attempts.similarity !== undefined

/** Result of a similarity search. */
export interface SimilarFile {
  /**
   * File with the lowest quality that reaches the similarity, or with the highest quality if none
   * does. `undefined` if all files are longer than planned.
   */
  readonly best: TriedFile | undefined
  readonly tries: readonly Try[]
}

const highestOf = (tries: readonly SimilarTry[]) => Math.max(...tries.map(({ quality }) => quality))

/**
 * Searches for the lowest quality whose file is similar enough to its picture.
 * @param maxBytes maximum file length for which memory is planned. A longer file counts as similar
 *   enough, and is not kept
 */
export function encodeSimilar(
  attempts: ComparableAttempts,
  search: SimilaritySearch,
  maxBytes: number,
  run: SearchRun,
): Promise<SimilarFile> {
  return withKeptFile(run, async (kept) => {
    const tries: SimilarTry[] = []
    for (;;) {
      const quality = nextSimilar(tries, search)
      if (quality === undefined) return { best: kept.get(), tries }
      await beforeTry(tries.length, run)
      const length = await attempts.encode(quality)
      const made = length <= maxBytes ? await attempts.file() : undefined
      const file = made && made.length <= maxBytes ? made : undefined
      if (made && !file) releaseBuffer(made)
      const similarity = file ? attempts.similarity(file) : 1
      tries.push({ quality, length: made?.length ?? length, similarity })
      const best = mostFrugal(tries, search.similarity)?.quality ?? highestOf(tries)
      if (file) kept.offer({ quality, file }, best === quality)
    }
  })
}

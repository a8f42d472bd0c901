import { assertNotAborted, sleep } from '../../abort.ts'
import { type OwnBytes, releaseBuffer } from '../bytes/release.ts'

/** Run that a search belongs to. */
export interface SearchRun {
  readonly signal: AbortSignal
  /** Registers the file that is kept between two encodes. */
  readonly own?: OwnBytes | undefined
}

/** File that a try has made. */
export interface TriedFile {
  readonly quality: number
  readonly file: Uint8Array<ArrayBuffer>
}

/** Best file in a search so far. It is kept while others are made. */
export interface KeptFile {
  get(): TriedFile | undefined
  /** Keeps a file in place of the previous one, or frees it. */
  offer(tried: TriedFile, isBest: boolean): void
}

/** Runs a search that keeps its best file. Frees the file if the search throws. */
export async function withKeptFile<Result>(
  { own }: SearchRun,
  search: (kept: KeptFile) => Promise<Result>,
): Promise<Result> {
  let best: TriedFile | undefined
  const drop = () => best && releaseBuffer(best.file)
  try {
    return await search({
      get: () => best,
      offer(tried, isBest) {
        if (!isBest) {
          releaseBuffer(tried.file)
          return
        }
        drop()
        best = tried
        own?.(tried.file)
      },
    })
  } catch (error) {
    drop()
    throw error
  }
}

/** Gives other requests a turn before every try except the first. @throws the signal's reason */
export async function beforeTry(count: number, { signal }: SearchRun): Promise<void> {
  if (count > 0) await sleep(0, signal)
  assertNotAborted(signal)
}

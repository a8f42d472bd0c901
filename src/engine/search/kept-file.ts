import { assertNotAborted, sleep } from '../../abort.ts'
import { type OwnBytes, releaseBuffer } from '../bytes/release.ts'

/** Request for which a search runs. */
export interface SearchContext {
  readonly signal: AbortSignal
  /** Registers the file that is kept between two encodes. */
  readonly own?: OwnBytes | undefined
}

/** File of a try. */
export interface TriedFile {
  readonly quality: number
  readonly file: Uint8Array<ArrayBuffer>
}

/** The best file of a search so far, which is kept while others are made. */
export interface KeptFile {
  get(): TriedFile | undefined
  /** Keeps a file in place of the one before, or frees it. */
  offer(tried: TriedFile, isBest: boolean): void
  /** Frees the file. */
  drop(): void
}

/** Opens the place of the best file. */
export function keptFile({ own }: SearchContext): KeptFile {
  let kept: TriedFile | undefined
  function drop(): void {
    if (kept) releaseBuffer(kept.file)
    kept = undefined
  }
  return {
    get: () => kept,
    offer(tried, isBest) {
      if (!isBest) {
        releaseBuffer(tried.file)
        return
      }
      drop()
      kept = tried
      own?.(tried.file)
    },
    drop,
  }
}

/** Gives other requests a turn before a try that is not the first. @throws reason of the signal */
export async function beforeTry(count: number, { signal }: SearchContext): Promise<void> {
  if (count > 0) await sleep(0, signal)
  assertNotAborted(signal)
}

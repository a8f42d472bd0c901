import type { ByteSource } from './byte-source.ts'
import { releaseBuffer } from './release.ts'

/** Returns a byte source for a file that is already in memory. */
export function inMemory(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  const chunks = async function* () {
    yield bytes
  }
  return { readAll: async () => bytes, chunks }
}

/** Source whose file is released after its last use, if it was read at once. */
export interface ReleasableSource extends ByteSource {
  /** Releases the file that `readAll` has returned. */
  release(): void
}

/** Wraps a source for work after which nothing reads the file. */
export function releasable({ readAll, chunks }: ByteSource): ReleasableSource {
  let file: Uint8Array<ArrayBuffer> | undefined
  return {
    chunks,
    async readAll() {
      file = await readAll()
      return file
    },
    release() {
      if (file) releaseBuffer(file)
    },
  }
}

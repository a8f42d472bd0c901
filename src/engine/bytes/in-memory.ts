import type { ByteSource } from './byte-source.ts'

/** Returns a byte source for a file that is already in memory. */
export function inMemory(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  const chunks = async function* () {
    yield bytes
  }
  return { readAll: async () => bytes, chunks }
}

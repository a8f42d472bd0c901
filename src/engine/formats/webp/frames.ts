import type { FrameWalk, Walk } from '../walk.ts'
import { CHUNK_HEAD, FIRST_CHUNK, next, readChunk } from './chunks.ts'

/**
 * Walks over the chunks up to the end that RIFF announces, and counts the ANMF chunks. Each ANMF
 * chunk is a frame (RFC 9649, 2.7).
 */
export function* walkWebpFrames(count: Parameters<FrameWalk>[0]): Walk {
  const riff = yield { skip: 0, read: FIRST_CHUNK }
  let left = riff.u32le(4) - 4
  for (let skip = 0; left >= CHUNK_HEAD; left -= CHUNK_HEAD + skip) {
    const chunk = readChunk(yield { skip, read: CHUNK_HEAD }, 0)
    if (chunk.type === 'ANMF') count(1, { bytes: chunk.length })
    skip = next(chunk) - CHUNK_HEAD
  }
}

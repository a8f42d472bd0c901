import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'
import { readU64 } from '../boxes.ts'
import type { WalkStep } from '../walk.ts'
import { corrupt } from './bits.ts'
import { CODESTREAM, codestreamPart, SIGNATURE_BOX } from './codestream.ts'

/** Part of a walk: a generator that yields steps and returns a result. */
export type Steps<Result> = Generator<WalkStep, Result, ByteReader>

/** A walk over a codestream's bytes, whatever boxes contain them. */
export interface CodestreamWalk {
  /** Returns the next byte. @throws Failure corrupt */
  byte(): Steps<number>
  /** Puts bytes back, so that they are read again. They follow the last byte that was read. */
  unread(bytes: readonly number[]): void
  /** Skips bytes before the next read. */
  skip(count: number): void
  /** Reads the last skipped byte, so that the walk fails if the file ends before it. */
  end(): Steps<void>
}

/**
 * Maximum number of reads in a walk. They take some tenths of a second. An animation frame takes 10
 * to 40 bytes.
 */
const MAX_READ = 1 << 17

const BOX_HEAD = 8
const LONG_HEAD = 16

/**
 * Begins a walk over a codestream, after its signature.
 * @throws Failure corrupt
 */
export function* walkCodestream(): Steps<CodestreamWalk> {
  /** File bytes before the next one to read. */
  let ahead = 0
  /** Codestream bytes left in the current box. */
  let left = 0
  /** Codestream bytes to skip. */
  let skipped = 0
  /** Bytes that were put back. */
  let pending: number[] = []
  let steps = 0

  function* read(length: number): Steps<ByteReader> {
    if (steps++ > MAX_READ) throw corrupt('there are too many frames')
    const skip = ahead
    ahead = 0
    return yield { skip, read: length }
  }

  /** Goes to the next box that has a codestream part. */
  function* nextPart(): Steps<void> {
    for (let parts = 0; left === 0; parts++) {
      const head = yield* read(BOX_HEAD)
      const [size, type] = [head.u32be(0), head.text(4, 4)]
      const isLong = size === 1
      const length =
        size === 0
          ? Number.POSITIVE_INFINITY
          : isLong
            ? readU64(yield* read(LONG_HEAD - BOX_HEAD), 0) - LONG_HEAD
            : size - BOX_HEAD
      if (length < 0 || parts > MAX_PARTS) throw corrupt('its boxes are damaged')
      const part = codestreamPart({ type, start: 0, at: 0, length })
      ahead += part ? part.at : length
      left = part?.length ?? 0
    }
  }

  function* byte(): Steps<number> {
    const first = pending.shift()
    if (first !== undefined) return first
    while (left <= skipped) {
      ahead += left
      skipped -= left
      left = 0
      yield* nextPart()
    }
    ahead += skipped
    left -= skipped + 1
    skipped = 0
    return (yield* read(1)).u8(0)
  }

  function skip(count: number): void {
    const { length } = pending.splice(0, count)
    skipped += count - length
  }

  const isBare = (yield* read(CODESTREAM.length)).text(0, CODESTREAM.length) === CODESTREAM
  if (isBare) left = Number.POSITIVE_INFINITY
  else {
    ahead = SIGNATURE_BOX.length - CODESTREAM.length
    for (let index = 0; index < CODESTREAM.length; index++) yield* byte()
  }
  return {
    byte,
    unread(bytes) {
      pending = [...bytes, ...pending]
    },
    skip,
    *end() {
      if (skipped === 0) return
      skipped--
      yield* byte()
    },
  }
}

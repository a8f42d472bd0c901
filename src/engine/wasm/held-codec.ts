import type { ErrorCode } from '../../errors.ts'
import { type Seat, takeFor } from '../../memory/index.ts'
import { type CodecModule, exceeded, limitGrowth, openCodec } from './emscripten.ts'
import { callForeign } from './foreign.ts'
import { type Kernel, seatOf } from './kernel.ts'
import { keepStarted } from './reuse.ts'

interface HeldCall<Codec, Result> {
  readonly limit: number
  readonly code: ErrorCode
  readonly use: (codec: Codec) => Generator<Result, void>
}

/**
 * Calls a codec like `withCodec`, but keeps its memory until all results have been read. Results
 * may be views of the memory, which are valid until the next result is requested.
 * @param kernel kernel that gets the results
 */
export async function* heldCodec<Codec, Result>(
  module: CodecModule<Codec>,
  limit: number,
  code: ErrorCode,
  use: (codec: Codec) => Generator<Result, void>,
  kernel: Kernel,
): AsyncGenerator<Result> {
  const seat = await takeFor(seatOf(kernel), limit)
  try {
    yield* resultsIn(seat, module, { limit, code, use })
  } finally {
    seat.free()
  }
}

async function* resultsIn<Codec, Result>(
  seat: Seat,
  module: CodecModule<Codec>,
  { limit, code, use }: HeldCall<Codec, Result>,
): AsyncGenerator<Result> {
  const check = seat.begin()
  const { memory } = seat
  const { growth, restore } = limitGrowth(memory, limit)
  try {
    const started = await openCodec(module, memory)
    const { codec, lines } = started.instance
    const results = use(codec)
    let isIntact = true
    function next(): IteratorResult<Result, void> {
      check()
      isIntact = false
      const result = callForeign(code, lines, () => results.next())
      isIntact = true
      return result
    }
    try {
      for (let result = next(); !result.done; result = next()) yield result.value
    } finally {
      // Ending the results calls the codec, which must not run in another holder's memory.
      if (isCurrent(check)) {
        results.return()
        if (isIntact) keepStarted(memory, module, started)
      }
    }
  } catch (error) {
    throw growth.refused ? exceeded(limit) : error
  } finally {
    // A lost memory's next holder may have limited its growth.
    if (isCurrent(check)) restore()
  }
}

/** Returns `true` unless the memory was taken away. */
function isCurrent(check: () => void): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}

import * as v from 'valibot'

const Count = v.pipe(v.number(), v.integer(), v.minValue(1))

function limit(initial: number, doc: string) {
  return v.optional(v.pipe(Count, v.description(doc)), initial)
}

/** Every limit with its default: the table `[vars.limits]` of the configuration. */
export const LimitsTable = v.strictObject({
  side: limit(30_000, 'longest side of a source, in pixels'),
  pixels: limit(120_000_000, 'pixels of a source'),
  bytes: limit(67_108_864, 'bytes of a source'),
  output_pixels: limit(16_777_216, 'pixels of an output'),
  animation_pixels: limit(
    150_000_000,
    'pixels of an animation over all frames, of the source or the output, whichever has more; without loss each pixel of the output counts four times',
  ),
  memory: limit(
    100_663_296,
    'bytes that transforms may hold at once in an isolate, which the platform ends at 128 MB',
  ),
  queue: limit(128, 'requests that may wait for their turn in an isolate before others are refused'),
  wait: limit(
    20_000,
    'milliseconds that a request may wait for its turn, and then for memory, before it is refused',
  ),
  timeout: limit(15_000, 'milliseconds that a source may take to answer, and then for each 64 KB'),
  total_timeout: limit(
    60_000,
    'milliseconds that may be waited for one source in all, pauses of the reader not counted',
  ),
})

export type Limits = v.InferOutput<typeof LimitsTable>

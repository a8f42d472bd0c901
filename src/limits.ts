import * as v from 'valibot'

const Count = v.pipe(v.number(), v.integer(), v.minValue(1))

function limit(initial: number, doc: string) {
  return v.optional(v.pipe(Count, v.description(doc)), initial)
}

/** All limits with their defaults, as in the configuration table `[vars.limits]`. */
export const LimitsTable = v.strictObject({
  side: limit(30_000, 'maximum width and height of a source, in pixels'),
  pixels: limit(120_000_000, 'maximum pixels of a source'),
  bytes: limit(67_108_864, 'maximum bytes of a source'),
  output_pixels: limit(16_777_216, 'maximum pixels of an output'),
  animation_pixels: limit(
    150_000_000,
    'maximum pixels of an animation over all its frames, counted in the source or in the output, whichever has more; each pixel of a lossless output counts four times',
  ),
  memory: limit(
    100_000_000,
    'maximum bytes of all WebAssembly memories and buffers of an isolate; its JavaScript heap takes some 20 MB more, and the platform ends an isolate at 128 MB',
  ),
  queue: limit(128, 'maximum requests that wait for their turn in an isolate; further requests are refused'),
  wait: limit(
    20_000,
    'maximum milliseconds that a request waits for its turn, and again for memory, before it is refused',
  ),
  timeout: limit(15_000, 'maximum milliseconds that a source takes to answer, and again for each 64 KB'),
  total_timeout: limit(
    60_000,
    'maximum milliseconds to wait for one source in all; time in which nothing is read from it does not count',
  ),
})

export type Limits = v.InferOutput<typeof LimitsTable>

import '../../src/engine/codecs/standard.ts'
import '../../src/engine/codecs/heic-decoder.ts'
import { probe } from '../../src/engine/formats/probe.ts'
import { assertLimits } from '../../src/engine/plan/check-limits.ts'
import { makePlan } from '../../src/engine/plan/make-plan.ts'
import { runOneEncode } from '../../src/engine/transform/run-picture.ts'
import { runTranscode } from '../../src/engine/transform/run-transcode.ts'
import { Failure } from '../../src/errors.ts'
import { timing } from '../../src/timing.ts'
import { transformed } from '../../test/support/engine/transformed.ts'
import { LIMITS } from '../../test/support/isolate/limits.ts'
import { SOURCES, type Source } from '../sources.ts'
import type { Input, Job, Stack } from './stack.ts'

function streamOf(input: Input): ReadableStream<Uint8Array> {
  const pieces = input.chunks()[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    // A piece is only valid until the next one is read, so the stream must not read ahead.
    { highWaterMark: 0 },
  )
}

/**
 * Runs all frames of an animation through the complete image stage, which counts the frames first.
 */
async function runFilm(input: Input, { width, format, quality }: Job): Promise<Uint8Array> {
  const open = () => ({
    body: streamOf(input),
    size: input.size,
    etag: undefined,
    maxAge: undefined,
  })
  const { body } = await transformed(
    input.head,
    { width, format, quality, animate: true },
    { source: open(), reopen: async () => open() },
  )
  return body
}

/**
 * Signet's image stage as in a request: it makes a plan and then runs a kernel for this image only.
 */
export const signet: Stack = {
  light: 'encoded',
  settings: () => 'its defaults',
  async run(input, job) {
    const { source, width, format, quality, transcodes } = job
    const { frames }: Source = SOURCES[source]
    if (frames !== undefined) return runFilm(input, job)
    const header = probe(input.head, input.head.length === input.size)
    if (!header) throw new Failure('internal', undefined, 'the header is longer than expected')
    assertLimits(header, LIMITS)
    const intent = transcodes ? { format } : { width, format, quality }
    const plan = makePlan(header, intent, input.size, LIMITS)
    const context = { timing: timing(), signal: new AbortController().signal, overlays: [] }
    return transcodes
      ? runTranscode(plan, input, input.size, header, context)
      : runOneEncode(plan, input, header, context)
  },
}

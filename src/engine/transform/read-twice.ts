import { decoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { mayMove } from './count-frames.ts'
import type { ReadingJob } from './job.ts'
import { maySearch } from './open.ts'
import { analysisRequest, readingFor } from './plan.ts'
import type { Reading } from './states.ts'

/**
 * `true` if a transform may open its original more than once: for an analysis, to count frames, to
 * find a gain map, or after a wait for memory. A stream that can be read only once must then be
 * held in memory. A header longer than `HEADER_READ` bytes always needs this.
 * @param size original's length in bytes, if it is known
 */
export function mayReadTwice(facts: Header, size: number | undefined, job: ReadingJob): boolean {
  const { intent, limits } = job
  const reading: Reading = decoders[facts.format].needsWholeInput ? 'whole' : 'rows'
  const image = { facts, size, reading }
  const readsAhead = (way: Reading) => way === 'searched' || (way === 'whole' && size === undefined)
  if (intent.output === 'json')
    return (
      facts.frames === undefined ||
      (facts.gainMap !== undefined && maySearch(image, limits)) ||
      readsAhead(reading)
    )
  return (
    analysisRequest(intent) !== undefined ||
    (mayMove(intent, facts.format) && facts.frames === undefined) ||
    readsAhead(readingFor(image, job))
  )
}

import { Failure } from '../errors.ts'
import type { Header } from '../picture/header.ts'
import type { Intent } from '../url/intent.ts'
import { type Analysis, analysisDemand, analysisMemory, analyze, type Wanted } from './analysis/analyze.ts'
import type { Means } from './context.ts'
import { headerMemory, type Image } from './open.ts'
import { redactions } from './plan/geometry.ts'
import { fittingSource, neededMemory, shareThatFits, shrunk, tooLargeSource } from './plan/limits.ts'
import { admitted } from './schedule.ts'

/** What asks for an analysis. */
function askers({ trim, crop, output }: Intent): string {
  if (output === 'json') return 'output=json'
  return [...(trim === undefined ? [] : ['trim']), ...(crop === 'smart' ? ['crop=smart'] : [])].join(' and ')
}

/** Names how much of the same kind could be analysed. */
function mostAnalyzed(header: Header, size: number, wanted: Wanted, room: number): string {
  const share = shareThatFits((part) => analysisMemory(shrunk(header, part), size * part, wanted) <= room)
  const found = fittingSource(header, size, share)
  return found ? tooLargeSource(found) : neededMemory(analysisMemory(header, size, wanted), room)
}

/**
 * Analyses an image as soon as its memory is free; redacted, as all that is made of it. Its source has been read then.
 * @throws Failure over-budget, busy, corrupt, unsupported, and what the source throws
 */
export async function see(image: Image, intent: Intent, wanted: Wanted, means: Means): Promise<Analysis> {
  const { limits, timing } = means
  return admitted(image, means, (opened, size) => {
    const { header } = opened
    const beside = headerMemory(opened)
    const memory = analysisMemory(header, size, wanted) + beside
    if (memory > limits.memory)
      throw new Failure(
        'over-budget',
        `${askers(intent)}: ${mostAnalyzed(header, size, wanted, limits.memory - beside)}`,
      )
    const boxes = redactions(header, intent)
    return {
      demand: analysisDemand(header, size, wanted, beside),
      run: (input) => timing.stage('analyze', () => analyze(input, header, wanted, boxes)),
    }
  })
}

import { Failure } from '../errors.ts'
import type { Header } from '../picture/header.ts'
import type { Intent } from '../url/intent.ts'
import {
  type Analysis,
  type AnalysisRequest,
  analysisDemand,
  analysisMemory,
  analyze,
} from './analysis/analyze.ts'
import type { TransformContext } from './context.ts'
import { headerMemory, type OpenedImage } from './open.ts'
import { redactions } from './plan/geometry.ts'
import { fittingSource, neededMemory, shareThatFits, shrunk, tooLargeSource } from './plan/limits.ts'
import { runWhenAdmitted } from './run-when-admitted.ts'

/** What asks for an analysis. */
function askers({ trim, crop, output }: Intent): string {
  if (output === 'json') return 'output=json'
  return [...(trim === undefined ? [] : ['trim']), ...(crop === 'smart' ? ['crop=smart'] : [])].join(' and ')
}

/** Names how much of the same kind could be analysed. */
function mostAnalyzed(header: Header, size: number, request: AnalysisRequest, room: number): string {
  const share = shareThatFits((part) => analysisMemory(shrunk(header, part), size * part, request) <= room)
  const found = fittingSource(header, size, share)
  return found ? tooLargeSource(found) : neededMemory(analysisMemory(header, size, request), room)
}

/**
 * Analyses an image as soon as its memory is free; redacted, as all that is made of it. Its source has been read then.
 * @throws Failure over-budget, busy, corrupt, unsupported, and what the source throws
 */
export async function analyzeWhenAdmitted(
  image: OpenedImage,
  intent: Intent,
  request: AnalysisRequest,
  context: TransformContext,
): Promise<Analysis> {
  const { limits, timing } = context
  return runWhenAdmitted(image, context, (opened, size) => {
    const { header } = opened
    const beside = headerMemory(opened)
    const memory = analysisMemory(header, size, request) + beside
    if (memory > limits.memory)
      throw new Failure(
        'over-budget',
        `${askers(intent)}: ${mostAnalyzed(header, size, request, limits.memory - beside)}`,
      )
    const boxes = redactions(header, intent)
    return {
      demand: analysisDemand(header, size, request, beside),
      run: (input) => timing.stage('analyze', () => analyze(input, header, request, boxes)),
    }
  })
}

import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { extendLease, runWhenAdmitted } from './admit.ts'
import {
  type Analysis,
  type AnalysisRequest,
  analysisDemand,
  analysisMemory,
  analyze,
} from './analysis/analyze.ts'
import type { TransformContext } from './context.ts'
import type { Demand } from './memory/admission.ts'
import { neededMemory } from './memory/needed-memory.ts'
import { fileOf, headerMemory, lengthOf, type OpenedImage, readUnsized, release } from './open.ts'
import type { TransformOptions } from './options/transform-options.ts'
import type { Header } from './picture/header.ts'
import { shareThatFits } from './plan/bisection.ts'
import { redactions } from './plan/geometry.ts'
import { fittingSource, shrunk, tooLargeSource } from './plan/source-share.ts'

/**
 * Analyses an image, with its redactions applied, as soon as there is memory. Releases the image
 * afterwards.
 * @throws Failure over-budget, busy, corrupt, unsupported, and what the source throws
 */
export async function analyzeWhenAdmitted(
  image: OpenedImage,
  intent: TransformOptions,
  request: AnalysisRequest,
  context: TransformContext,
): Promise<Analysis> {
  const { limits, timing } = context
  try {
    await readUnsized(image, context)
    if (image.lease) await extendLease(image, analysisNeeds(image, intent, request, limits), context)
    const demand = analysisNeeds(image, intent, request, limits)
    return await runWhenAdmitted(image, demand, context, () =>
      timing.stage('analyze', () =>
        analyze(fileOf(image), image.header, request, redactions(image.header, intent)),
      ),
    )
  } finally {
    release(image)
  }
}

function analysisNeeds(
  image: OpenedImage,
  intent: TransformOptions,
  request: AnalysisRequest,
  { memory }: Limits,
): Demand {
  const { header } = image
  const size = lengthOf(image)
  const reserved = headerMemory(image)
  const room = memory - reserved
  if (analysisMemory(header, size, request) > room)
    throw new Failure(
      'over-budget',
      `${analysisParameters(intent)}: ${maxAnalyzed(header, size, request, room)}`,
    )
  return analysisDemand(header, size, request, reserved)
}

function analysisParameters({ trim, crop, output }: TransformOptions): string {
  if (output === 'json') return 'output=json'
  return [...(trim === undefined ? [] : ['trim']), ...(crop === 'smart' ? ['crop=smart'] : [])].join(' and ')
}

function maxAnalyzed(header: Header, size: number, request: AnalysisRequest, room: number): string {
  const share = shareThatFits((part) => analysisMemory(shrunk(header, part), size * part, request) <= room)
  const found = fittingSource(header, size, share)
  return found ? tooLargeSource(found) : neededMemory(analysisMemory(header, size, request), room)
}

import type { DetailParts } from '../../errors.ts'
import type { Demand, Room } from '../../memory/index.ts'
import { type Analysis, type AnalysisRequest, analysisDemand, analyze } from '../analysis/analyze.ts'
import { releasable } from '../bytes/in-memory.ts'
import type { Header } from '../formats/header.ts'
import { joined, mention, mentioning, parts, setting } from '../options/mention.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { shareThatFits } from '../plan/bisection.ts'
import { redactions } from '../plan/geometry.ts'
import type { PlannedParts } from '../plan/plan.ts'
import { isWithin, lackingMemory, roomFor } from '../plan/room.ts'
import { fittingSource, shrunk, tooLargeSource } from '../plan/source-share.ts'
import type { Job, ReadingJob } from './job.ts'
import { extendLease, runInLease } from './lease.ts'
import { hold } from './open.ts'
import {
  fileOf,
  headerMemory,
  headerOf,
  lengthOf,
  type OpenedImage,
  type Released,
  release,
  releaseOnFailure,
} from './states.ts'

/** Analysis results, and the image that was analyzed. */
export interface Analyzed {
  readonly analysis: Analysis
  readonly image: Released
}

/**
 * Analyzes an image, with its redactions applied, as soon as there is memory. Releases the image
 * afterwards.
 * @throws Failure over-budget, busy, corrupt, unsupported, and what the source throws
 */
export async function analyzeOpened(
  opened: OpenedImage,
  request: AnalysisRequest,
  job: Job,
): Promise<Analyzed> {
  const held = await hold(opened, job)
  const demand = await releaseOnFailure(held, () => analysisNeeds(held, request, job))
  const image = await extendLease(held, { demand, headerPart: headerMemory }, job)
  const input = releasable(fileOf(image))
  const analysis = await releaseOnFailure(image, () =>
    runInLease(image, demand, job, ({ seat }) =>
      job.timing.stage('analyze', () => {
        const header = headerOf(image)
        return analyze(input, header, request, redactions(header, job.intent), seat).finally(input.release)
      }),
    ),
  )
  return { analysis, image: release(image) }
}

function analysisNeeds(image: OpenedImage, request: AnalysisRequest, { intent, limits }: ReadingJob): Demand {
  const header = headerOf(image)
  const size = lengthOf(image)
  const reserved = headerMemory(image)
  const room = roomFor(limits, reserved)
  if (!hasRoom(header, size, request, room))
    throw mentioning(
      'over-budget',
      parts`${analysisOptions(intent)}: ${maxAnalyzed(header, size, request, room)}`,
    )
  return analysisDemand(header, size, request, reserved)
}

function analysisOptions({ trim, crop, output }: TransformOptions): DetailParts {
  if (output === 'json') return [setting({ output })]
  const options = [
    ...(trim === undefined ? [] : [mention('trim')]),
    ...(crop === 'smart' ? [setting({ crop })] : []),
  ]
  return joined(options, ' and ')
}

function partsOf(header: Header, byteLength: number, request: AnalysisRequest): PlannedParts {
  const { bytes, kernel = 0, codec = 0 } = analysisDemand(header, byteLength, request, 0)
  return { bytes, kernel, codec, isBeside: codec > 0 }
}

const hasRoom = (header: Header, byteLength: number, request: AnalysisRequest, room: Room) =>
  isWithin(partsOf(header, byteLength, request), room)

function maxAnalyzed(header: Header, byteLength: number, request: AnalysisRequest, room: Room): string {
  const share = shareThatFits((part) => hasRoom(shrunk(header, part), byteLength * part, request, room))
  const found = fittingSource(header, byteLength, share)
  return found ? tooLargeSource(found) : lackingMemory(partsOf(header, byteLength, request), room)
}

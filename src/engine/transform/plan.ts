import { Failure } from '../../errors.ts'
import type { Analysis, AnalysisRequest } from '../analysis/analyze.ts'
import { overlaysOf } from '../options/layers.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { DrawableOverlay } from '../overlay/layer.ts'
import { areaOf, largestWithin } from '../picture/size.ts'
import { geometry } from '../plan/geometry.ts'
import { asksForTranscode } from '../plan/transcode.ts'
import { analyzeOpened } from './analyze.ts'
import { movingFrames } from './count-frames.ts'
import type { Job, ReadingJob } from './job.ts'
import { searchesGainMap } from './keep-gain-map.ts'
import { metadataFollows } from './kept-metadata.ts'
import { extendLease } from './lease.ts'
import { hold, maySearch, reopen } from './open.ts'
import { type PlannedTransform, planTransform, reservedMemory } from './plan-transform.ts'
import { headerOf, type OpenedImage, type Reading, releaseOnFailure, withReading } from './states.ts'

export type { PlannedTransform } from './plan-transform.ts'

/** Planned transform and its opened image. */
export interface PlannedImage extends PlannedTransform {
  readonly image: OpenedImage
}

/**
 * Analyzes an image if the job needs an analysis, and plans its transform. If the image has a
 * lease, the lease is extended to cover the plan.
 * @throws Failure in all cases in which a source, a probe, an analysis or a plan throws
 */
export async function planOpened(opened: OpenedImage, job: Job): Promise<PlannedImage> {
  const { found, image: counted } = await movingFrames(opened, job)
  const animation = found.frames > 1 ? found : undefined
  const { analysis, image: open } = await analyzed(counted, job)
  const image = await hold(withReading(open, readingFor(open, job)), job)
  const overlays = await releaseOnFailure(image, () => openOverlays(image, analysis, job))
  const inputs = { ...analysis, overlays, animation }
  const transform = await releaseOnFailure(image, () => planTransform(image, inputs, job))
  const headerPart = (state: OpenedImage) => reservedMemory(state, job.intent)
  const leased = await extendLease(image, { demand: transform.demand, headerPart }, job)
  return { ...transform, overlays, image: leased }
}

/** Analyzes an image if the job needs an analysis, and opens it again. */
async function analyzed(
  image: OpenedImage,
  job: Job,
): Promise<{ readonly analysis: Analysis; readonly image: OpenedImage }> {
  const request = analysisRequest(job.intent)
  if (!request) return { analysis: { trim: undefined }, image }
  const { analysis, image: released } = await analyzeOpened(image, request, job)
  return { analysis, image: await reopen(released, job) }
}

/** Returns the way in which a transform reads the file. */
export function readingFor(
  image: Pick<OpenedImage, 'facts' | 'size' | 'reading'>,
  { intent, limits }: ReadingJob,
): Reading {
  const { facts, size } = image
  if (searchesGainMap(intent, facts) && maySearch(image, limits)) return 'searched'
  const needsLength = size === undefined && asksForTranscode(facts, intent)
  return metadataFollows(intent, facts) || needsLength ? 'whole' : image.reading
}

async function openOverlays(
  image: OpenedImage,
  analysis: Analysis,
  { intent, layers, limits }: Job,
): Promise<readonly DrawableOverlay[]> {
  if (layers.length !== overlaysOf(intent).length)
    throw new Failure('internal', undefined, 'not every overlay of an image was opened')
  if (layers.length === 0) return []
  const { output } = geometry(headerOf(image), intent, analysis)
  // The plan refuses an output that is too large, and measures the overlays on smaller outputs.
  const isTooLarge = areaOf(output) > limits.output_pixels
  const allowed = { side: Number.POSITIVE_INFINITY, pixels: limits.output_pixels }
  const drawable = isTooLarge ? largestWithin(output, allowed) : output
  const overlays = []
  for (const layer of layers) overlays.push(await layer.open(drawable, output))
  return overlays
}

/** Returns the analysis that an intent needs before it is planned. */
export function analysisRequest({ trim, crop }: TransformOptions): AnalysisRequest | undefined {
  if (trim === undefined && crop !== 'smart') return undefined
  return { trim, preview: crop === 'smart' }
}

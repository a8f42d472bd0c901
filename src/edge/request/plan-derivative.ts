import type { Header } from '../../engine/formats/header.ts'
import { complete } from '../../engine/options/complete.ts'
import { openImage } from '../../engine/transform/open.ts'
import { type PlannedTransform, planOpened } from '../../engine/transform/plan.ts'
import { headerOf, lengthOf, release } from '../../engine/transform/states.ts'
import { inUrlTerms } from '../../signing/url/failure-text.ts'
import { type DerivativeRequest, type DeriveContext, openSources } from './derive.ts'

/** Decisions about a derivative that are made before its first pixel is decoded. */
export interface PlannedDerivative {
  readonly header: Header
  /** Size in bytes of the original; 0 if it is unknown. */
  readonly byteLength: number
  /**
   * Plan of the engine; `undefined` if the original is returned unchanged or only described
   * (`output=json`).
   */
  readonly transform: PlannedTransform | undefined
}

type PlanRequest = Pick<DerivativeRequest, 'open' | 'overlays' | 'path' | 'intent' | 'now'>

/**
 * Plans a derivative like `derive`, but decodes no output. Opens the original and reads its header.
 * Analyzes the picture if the intent needs it, for example to find a crop.
 * @throws Failure of every kind that reading the source, its header or the plan can cause. Its
 *   detail names URL parameters
 */
export async function planDerivative(
  request: PlanRequest,
  context: DeriveContext,
): Promise<PlannedDerivative> {
  try {
    return await planned(request, context)
  } catch (error) {
    throw inUrlTerms(error)
  }
}

async function planned(request: PlanRequest, context: DeriveContext): Promise<PlannedDerivative> {
  const { source, layers, reopen } = await openSources(request, context)
  try {
    const { intent } = request
    const job = { ...context, intent: intent ?? complete({}), reopen, layers }
    const image = await openImage(source, job)
    const header = headerOf(image)
    const isMade = intent !== undefined && intent.output !== 'json'
    const transform = isMade ? await planOpened(image, job) : undefined
    const opened = transform?.image ?? image
    const byteLength = lengthOf(opened)
    release(opened)
    return { header, byteLength, transform }
  } finally {
    for (const { cancel } of layers) cancel()
  }
}

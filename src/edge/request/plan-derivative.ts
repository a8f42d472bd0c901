import type { Header } from '../../engine/formats/header.ts'
import { openImage } from '../../engine/opened/open.ts'
import { headerOf, lengthOf, release } from '../../engine/opened/states.ts'
import { type PlannedTransform, planOpened } from '../../engine/plan-opened.ts'
import { type DerivativeRequest, type DeriveContext, openSources } from './derive.ts'

/** Decisions about a derivative before its first pixel is decoded. */
export interface PlannedDerivative {
  readonly header: Header
  /** Bytes of the original; 0 if they are unknown. */
  readonly byteLength: number
  /** `undefined` if the original is returned unchanged or only described. */
  readonly transform: PlannedTransform | undefined
}

/**
 * Plans a derivative as `derive` would, without making it. Opens the original, reads its header,
 * and analyses it if the intent needs an analysis.
 * @throws Failure of every kind that a source, a probe, an analysis or a plan has
 */
export async function planDerivative(
  request: Pick<DerivativeRequest, 'open' | 'overlays' | 'path' | 'intent' | 'now'>,
  context: DeriveContext,
): Promise<PlannedDerivative> {
  const { source, layers, reopen } = await openSources(request, context)
  try {
    const { intent } = request
    const paged = { ...context, page: intent?.page }
    const image = await openImage(source, paged)
    const header = headerOf(image)
    const isMade = intent !== undefined && intent.output !== 'json'
    const transform = isMade ? await planOpened(image, intent, { ...paged, reopen, layers }) : undefined
    const opened = transform?.image ?? image
    const byteLength = lengthOf(opened)
    release(opened)
    return { header, byteLength, transform }
  } finally {
    for (const { cancel } of layers) cancel()
  }
}

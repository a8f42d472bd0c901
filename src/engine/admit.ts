import type { TransformContext } from './context.ts'
import type { Demand } from './memory/admission.ts'
import { longHeaderMemory, type OpenedImage, release, reopenImage, sourceChanged } from './open.ts'

/**
 * Extends the lease of an image with a long header to the work on it. If there is no room for that, the image is released
 * while it waits and then opened again, so that what waits holds at most one header read.
 * @throws Failure over-budget, busy, bad-origin: the source has changed; and what the source throws
 */
export async function extendLease(
  image: OpenedImage,
  demand: Demand,
  context: TransformContext,
): Promise<void> {
  if (image.lease?.resize(demand)) {
    image.leased = demand.bytes
    return
  }
  release(image)
  // The header's bytes are dropped before a codec is called.
  const codecs = (demand.instances ?? []).reduce((sum, { bytes }) => sum + bytes, 0)
  const bytes = Math.max(demand.bytes, longHeaderMemory(image.source, context.limits) - codecs)
  image.lease = await context.admission.acquire({ ...demand, bytes })
  await reopenImage(image, context)
  image.leased = bytes
}

/**
 * Runs the work on an image in its lease, or else as soon as there is memory for it.
 * @throws Failure over-budget, busy, bad-origin: the source has changed and needs more; and what the work throws
 */
export async function runWhenAdmitted<T>(
  image: OpenedImage,
  demand: Demand,
  { admission }: TransformContext,
  work: () => Promise<T>,
): Promise<T> {
  if (!image.lease) return admission.admit(demand, work)
  if (demand.bytes > image.leased) throw sourceChanged()
  return work()
}

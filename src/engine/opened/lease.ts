import type { TransformContext } from '../context.ts'
import type { Demand } from '../memory/admission.ts'
import { longHeaderMemory, type OpenedImage, release, reopenImage, sourceChanged } from './open.ts'

/**
 * Grows the lease of an image with a long header to the memory that the work on it needs. If the
 * isolate has no room, releases the image, waits for the memory and opens the image again. A
 * waiting image therefore holds at most one header read.
 * @throws Failure over-budget, busy, bad-origin (the original has changed), and what the source
 *   throws
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
  // The long header is dropped before a foreign codec runs, so its bytes and the codec's overlap.
  const codecs = (demand.instances ?? []).reduce((sum, { bytes }) => sum + bytes, 0)
  const bytes = Math.max(demand.bytes, longHeaderMemory(image.source, context.limits) - codecs)
  image.lease = await context.admission.acquire({ ...demand, bytes })
  await reopenImage(image, context)
  image.leased = bytes
}

/**
 * Runs the work on an image in its lease. An image without a lease waits until there is memory.
 * @throws Failure over-budget, busy, bad-origin (the original has changed and needs more memory),
 *   and what the work throws
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

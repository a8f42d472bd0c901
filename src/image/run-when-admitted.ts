import { Failure } from '../errors.ts'
import type { ByteSource } from '../formats/format.ts'
import type { Demand, Lease } from '../isolate/admission.ts'
import type { TransformContext } from './context.ts'
import { headerReadMemory, type OpenedImage, openImage, release, withKnownSize } from './open.ts'

/** What is to be done with an image once its length is known. */
export interface ScheduledWork<T> {
  /** What it holds, that of the image included. */
  readonly demand: Demand
  readonly run: (input: ByteSource) => Promise<T>
}

/** @param size length of the source in bytes; 0 where it does not matter */
export type PlanWork<T> = (image: OpenedImage, size: number) => ScheduledWork<T>

/** What is read for the second time must be what was seen. */
function isSame(before: OpenedImage, { source, header }: OpenedImage): boolean {
  const { width, height, format, orientation } = before.header
  const pictured = header.width === width && header.height === height && header.format === format
  const upright = header.orientation === orientation
  return pictured && upright && before.source.etag === source.etag && before.source.size === source.size
}

const changed = () => new Failure('bad-origin', undefined, 'the source changed while it was read')

/**
 * Opens an image for the second time.
 * @param lease `lookMemory`, if it is there already
 * @throws Failure bad-origin: another image stands in its place now
 */
export async function reopenImage(
  image: OpenedImage,
  context: TransformContext,
  lease?: Lease,
): Promise<OpenedImage> {
  const next = await openImage(await context.again(), context, lease)
  if (isSame(image, next)) return next
  release(next)
  throw changed()
}

/** For who has been admitted with as much as he will need. */
const GRANTED: Lease = { resize: () => true, release() {} }

/** The work, or what it needs where that is not there yet: no more of it remains then. */
async function attempt<T>(
  image: OpenedImage,
  context: TransformContext,
  planned: PlanWork<T>,
): Promise<{ readonly made: T } | { readonly needed: Demand }> {
  const { input, size } = await withKnownSize(image, context)
  const { demand, run } = planned(image, size)
  const { lease } = image
  if (!lease) return { made: await context.admission.admit(demand, () => run(input)) }
  if (!lease.resize(demand)) return { needed: demand }
  try {
    return { made: await run(input) }
  } finally {
    lease.release()
  }
}

/**
 * Works on an image as soon as there is memory. While it waits, no more than a glance of it is held: an image with a long
 * header is let go of, and opened anew.
 * @throws Failure over-budget, busy, bad-origin, and what the source and the work throw
 */
export async function runWhenAdmitted<T>(
  image: OpenedImage,
  context: TransformContext,
  planned: PlanWork<T>,
): Promise<T> {
  const { admission, limits } = context
  const first = await attempt(image, context, planned)
  if ('made' in first) return first.made
  release(image)
  const { needed } = first
  const instances = needed.instances ?? []
  // The header's bytes are released before a codec is called.
  const look = headerReadMemory(image.source, limits) - instances.reduce((sum, { bytes }) => sum + bytes, 0)
  const bytes = Math.max(needed.bytes, look)
  return admission.admit({ ...needed, bytes }, async () => {
    const next = await reopenImage(image, context, GRANTED)
    try {
      const { input, size } = await withKnownSize(next, context)
      const { demand, run } = planned(next, size)
      if (demand.bytes > needed.bytes) throw changed()
      return await run(input)
    } finally {
      release(next)
    }
  })
}

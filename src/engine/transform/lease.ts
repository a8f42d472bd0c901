import type { Demand, Lease } from '../../memory/index.ts'
import type { Job } from './job.ts'
import { longHeaderMemory, reopen, sourceChanged } from './open.ts'
import { leaseOf, type OpenedImage, release, releaseOnFailure } from './states.ts'

/** Memory that work on an image needs. */
export interface LeasedWork {
  readonly demand: Demand
  /** Returns the part of the demand in bytes that depends on the image header's length. */
  readonly headerPart: (image: OpenedImage) => number
}

/**
 * Grows an image's lease to the memory that the work on it needs, if it has a lease. If the isolate
 * has no room, waits like `waitForLease`.
 * @throws Failure over-budget, and like `waitForLease`
 */
export async function extendLease(image: OpenedImage, work: LeasedWork, job: Job): Promise<OpenedImage> {
  const isExtended = await releaseOnFailure(image, () => leaseOf(image)?.resize(work.demand) ?? true)
  return isExtended ? image : waitForLease(image, work, job)
}

/**
 * Releases an image, waits for the memory that the work on it needs, and opens it again in a lease
 * for that memory. While it waits it holds no bytes.
 * @throws Failure over-budget, busy, bad-origin (the original has changed), and what the source
 *   throws
 */
async function waitForLease(
  image: OpenedImage,
  { demand, headerPart }: LeasedWork,
  job: Job,
): Promise<OpenedImage> {
  const before = headerPart(image)
  const released = release(image)
  const bytes = Math.max(demand.bytes, longHeaderMemory(released, job.limits))
  const lease = await job.admission.acquire({ ...demand, bytes })
  const reopened = await reopen(released, job, lease)
  if (demand.bytes + headerPart(reopened) - before <= bytes) return reopened
  release(reopened)
  throw sourceChanged()
}

/**
 * Runs work on an image in its lease, which covers the demand. An image without a lease waits until
 * there is memory.
 * @throws Failure over-budget, busy, and what the work throws
 */
export function runInLease<Result>(
  image: OpenedImage,
  demand: Demand,
  { admission }: Job,
  work: (lease: Lease) => Promise<Result>,
): Promise<Result> {
  const lease = leaseOf(image)
  return lease ? work(lease) : admission.admit(demand, work)
}

import { assertNotAborted } from '../../abort.ts'
import { assertFits, type Demand, type Lease, maxKept, roomWithin } from '../../memory/index.ts'
import type { PeekableSource } from '../bytes/byte-source.ts'
import { HEADER_READ } from '../formats/read-header.ts'
import type { JobContext } from './job.ts'

/** Content of an input that is held in memory. */
export interface HeldInput {
  readonly pieces: readonly Uint8Array[]
  /** Length in bytes. */
  readonly size: number
  /** Memory in bytes that is reserved for the content. */
  readonly reserved: number
  /** Releases the memory. */
  release(): void
}

/**
 * Bytes that are reserved first for an input whose length is unknown. The reservation doubles for
 * longer inputs.
 */
const FIRST_RESERVATION = 1024 * 1024
/** Number of inputs with unknown length that are read at the same time, if they are short. */
const MIN_READERS = 4

/** Reservation that can grow while its holder keeps it. */
interface Reservation {
  readonly bytes: number
  /**
   * Grows to `bytes`. Waits for its turn, because only one holder grows at a time.
   * @throws Failure busy, over-budget
   */
  growTo(bytes: number): Promise<void>
  /** Gives back what exceeds `bytes`. */
  shrinkTo(bytes: number): void
  release(): void
}

async function reserve(first: number, most: number, { limits, admission }: JobContext): Promise<Reservation> {
  const { buffers } = roomWithin(limits.memory)
  const leases: { lease: Lease; demand: Demand }[] = []
  let total = 0
  async function add(demand: Demand): Promise<void> {
    assertFits(kept(total + demand.bytes), most)
    leases.push({ lease: await admission.acquire(demand), demand })
    total += demand.bytes
  }
  const kept = (bytes: number): Demand => ({ bytes, isKept: true })
  const large = (bytes: number): Demand => ({ bytes, isKept: true, isExclusive: true })
  await add(first > maxKept(buffers) ? large(first) : kept(first))
  return {
    get bytes() {
      return total
    },
    growTo: (bytes) => add(large(bytes - total)),
    shrinkTo(bytes) {
      const { lease, demand } = leases.at(-1) ?? {}
      const surplus = total - bytes
      if (!lease || !demand || !lease.resize({ ...demand, bytes: demand.bytes - surplus })) return
      total = bytes
    },
    release() {
      for (const { lease } of leases) lease.release()
    },
  }
}

/**
 * Reads an input to its end and holds it in memory, which is reserved first. An input with at most
 * `HEADER_READ` bytes needs no reservation.
 * @param size announced length in bytes
 * @param most maximum memory in bytes; by default as much as a plan may have
 * @throws Failure source-too-large, over-budget, busy, and what the input throws
 */
export async function holdInput(
  input: PeekableSource,
  size: number | undefined,
  context: JobContext,
  most = roomWithin(context.limits.memory).buffers,
): Promise<HeldInput> {
  const head = await input.peek(HEADER_READ)
  if (input.complete) return { pieces: [head], size: head.length, reserved: 0, release: () => undefined }

  const { limits, admission, signal } = context
  const { buffers } = roomWithin(limits.memory)
  const guess = Math.min(FIRST_RESERVATION, Math.floor(maxKept(buffers) / MIN_READERS))
  const reservation = await reserve(
    Math.max(head.length, Math.min(size ?? guess, limits.bytes)),
    most,
    context,
  )
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of input.chunks()) {
      length += piece.length
      if (length > reservation.bytes)
        await reservation.growTo(Math.max(length, Math.min(2 * reservation.bytes, limits.bytes, most)))
      // The source reuses each piece's buffer, except the first piece's.
      const kept = pieces.length === 0 ? piece : piece.slice()
      admission.own(kept)
      pieces.push(kept)
    }
    assertNotAborted(signal)
    reservation.shrinkTo(length)
    return { pieces, size: length, reserved: reservation.bytes, release: reservation.release }
  } catch (error) {
    reservation.release()
    throw error
  }
}

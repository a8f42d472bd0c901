import type { PeekableSource } from '../../engine/bytes/byte-source.ts'
import { HEADER_READ } from '../../engine/formats/read-header.ts'
import type { Admission, Lease } from '../../engine/memory/admission.ts'
import type { Demand } from '../../engine/memory/demand.ts'
import { observe } from '../../engine/memory/heartbeat.ts'
import { busy } from '../../engine/memory/waiting-queue.ts'
import type { Limits } from '../../limits.ts'

/** Content of an input that is held in memory. */
export interface HeldInput {
  readonly pieces: readonly Uint8Array[]
  /** Length in bytes. */
  readonly size: number
  /** Size in bytes of the memory that is reserved for the content. */
  readonly reserved: number
  /** Releases the memory. */
  release(): void
}

/** Limits and memory for holding an input. */
export interface HoldContext {
  readonly limits: Limits
  readonly admission: Admission
  readonly signal: AbortSignal
}

/**
 * Bytes that are reserved first for an input of unknown length. Most photos of phones are shorter
 * than 4 MiB. The reservation doubles for longer inputs.
 */
const FIRST_RESERVATION = 4 * 1024 * 1024

const POLL_MS = 50

const held = (bytes: number): Demand => ({ bytes, isHeld: true })

/**
 * Grows a reservation. Waits while other work holds the memory.
 * @throws Failure busy, over-budget
 */
async function grow(lease: Lease, bytes: number, { limits, signal }: HoldContext): Promise<void> {
  const { sleep } = observe(signal)
  const deadline = Date.now() + limits.wait
  while (!lease.resize(held(bytes))) {
    if (Date.now() > deadline) throw busy('no memory was free in time for the input')
    await sleep(POLL_MS)
  }
}

/**
 * Reads an input to its end and holds it in memory, which is reserved first. An input of at most
 * `HEADER_READ` bytes needs no reservation.
 * @param size announced length in bytes
 * @throws Failure source-too-large, over-budget, busy, and what the input throws
 */
export async function holdInput(
  input: PeekableSource,
  size: number | undefined,
  context: HoldContext,
): Promise<HeldInput> {
  const head = await input.peek(HEADER_READ)
  if (input.complete) return { pieces: [head], size: head.length, reserved: 0, release: () => undefined }

  const { limits, admission } = context
  let reserved = Math.max(head.length, Math.min(size ?? FIRST_RESERVATION, limits.bytes))
  const lease = await admission.acquire(held(reserved))
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of input.chunks()) {
      length += piece.length
      if (length > reserved) {
        reserved = Math.max(length, Math.min(2 * reserved, limits.bytes))
        await grow(lease, reserved, context)
      }
      // The source reuses the buffer of a piece, except that of the first one.
      pieces.push(pieces.length === 0 ? piece : piece.slice())
    }
    context.signal.throwIfAborted()
    lease.resize(held(length))
    return { pieces, size: length, reserved: length, release: lease.release }
  } catch (error) {
    lease.release()
    throw error
  }
}

import type { ByteSource } from '../../bytes/byte-source.ts'
import { DONE, WANT } from '../../constants/kernel.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'

/**
 * Yields statuses from the kernel's JPEG decoder until it needs more input or is done.
 * @param first status from the decoder's last call
 * @throws Failure corrupt, unsupported, too-large
 */
export function* statusesUntilIdle(kernel: Kernel, first: number): Generator<number> {
  for (let status = first; status !== WANT; status = kernel.jpegNext()) {
    if (status < 0) throw kernelFailure(status, 'JPEG')
    yield status
    if (status === DONE) return
  }
}

/**
 * Gives a file that lies in kernel memory to the kernel's JPEG decoder, which is open, and yields
 * its statuses.
 * @throws Failure corrupt, unsupported, too-large
 */
export function* storedStatuses(kernel: Kernel, address: number, length: number): Generator<number> {
  for (let at = 0; at < length; ) {
    const count = Math.min(kernel.jpegCapacity(), length - at)
    view(kernel, kernel.jpegInput(), count).set(view(kernel, address + at, count))
    at += count
    for (const status of statusesUntilIdle(kernel, kernel.jpegFeed(count, at === length ? 1 : 0))) {
      yield status
      if (status === DONE) return
    }
  }
}

/** Gives a file's next piece to the decoder, and yields the decoder's statuses. */
function* fed(kernel: Kernel, piece: Uint8Array): Generator<number> {
  for (let at = 0; at < piece.length; ) {
    const length = Math.min(kernel.jpegCapacity(), piece.length - at)
    view(kernel, kernel.jpegInput(), length).set(piece.subarray(at, at + length))
    at += length
    for (const status of statusesUntilIdle(kernel, kernel.jpegFeed(length, 0))) {
      yield status
      if (status === DONE) return
    }
  }
}

/**
 * Gives a file's pieces to the kernel's JPEG decoder, which is open, and yields the decoder's
 * statuses.
 * @throws Failure corrupt, unsupported, too-large
 */
export function* pieceStatuses(kernel: Kernel, pieces: Iterable<Uint8Array>): Generator<number> {
  for (const piece of pieces) {
    for (const status of fed(kernel, piece)) {
      yield status
      if (status === DONE) return
    }
  }
  yield* statusesUntilIdle(kernel, kernel.jpegFeed(0, 1))
}

/**
 * Gives a file to the kernel's JPEG decoder, which is open, and yields its statuses.
 * @throws Failure corrupt, unsupported, too-large, and what the source throws
 */
export async function* statuses(kernel: Kernel, input: ByteSource): AsyncGenerator<number> {
  for await (const piece of input.chunks()) {
    for (const status of fed(kernel, piece)) {
      yield status
      if (status === DONE) return
    }
  }
  yield* statusesUntilIdle(kernel, kernel.jpegFeed(0, 1))
}

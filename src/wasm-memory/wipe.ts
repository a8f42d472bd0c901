import { Buffer } from 'node:buffer'
import { WASM_PAGE } from './page.ts'

const GRAIN = 1024
const ZEROS = Buffer.alloc(WASM_PAGE)

function* usedPages({ buffer }: WebAssembly.Memory): Generator<Buffer> {
  for (let at = 0; at < buffer.byteLength; at += WASM_PAGE) {
    const page = Buffer.from(buffer as ArrayBuffer, at, WASM_PAGE)
    if (!page.equals(ZEROS)) yield page
  }
}

/**
 * Zeroes a memory. Pages that were never written are only read, so that they still take no physical
 * memory.
 */
export function wipe(memory: WebAssembly.Memory): void {
  for (const page of usedPages(memory)) page.fill(0)
}

/** Memory snapshot: the bytes that are not zero, with their addresses. */
export type Snapshot = readonly { readonly at: number; readonly bytes: Uint8Array }[]

export function takeSnapshot(memory: WebAssembly.Memory): Snapshot {
  const zeros = ZEROS.subarray(0, GRAIN)
  const grains = [...usedPages(memory)].flatMap((page) =>
    Array.from({ length: WASM_PAGE / GRAIN }, (_, index) =>
      page.subarray(index * GRAIN, (index + 1) * GRAIN),
    ),
  )
  return grains
    .filter((grain) => !grain.equals(zeros))
    .map((grain) => ({ at: grain.byteOffset, bytes: Uint8Array.from(grain) }))
}

/**
 * Restores a memory's content from a snapshot. Pages by which the memory has grown since are
 * zeroed.
 */
export function restore(memory: WebAssembly.Memory, snapshot: Snapshot): void {
  wipe(memory)
  writeSnapshot(memory, snapshot)
}

/** Writes a snapshot to a memory that is all zeros. */
export function writeSnapshot(memory: WebAssembly.Memory, snapshot: Snapshot): void {
  const bytes = new Uint8Array(memory.buffer)
  for (const { at, bytes: grain } of snapshot) bytes.set(grain, at)
}

/** Bytes of dropped WebAssembly memories after which they are collected. */
const WORTH = 32 * 1024 * 1024

/** What makes V8 collect: so many ArrayBuffers of so many bytes, one at a time. */
const NUDGE = { buffers: 64, bytes: 1024 * 1024 }

let dropped = 0

/** Notes that a WebAssembly memory is not used any more. */
export function noteDropped(bytes: number): void {
  dropped += bytes
}

/**
 * Has V8 collect what was dropped, before more memory is taken and if it is worth it.
 *
 * V8 does not know how large such a memory has grown: an isolate that is not short of memory was seen to keep 600 MB of
 * them. What it does count are the ArrayBuffers that were made since it last collected, so that some are made and freed
 * again at once, 1 MB at a time: 64 of them took 9 ms and brought 397 MB down to 78 (workerd 1.20261102, 2026-11-25).
 */
export function collectDropped(): void {
  if (dropped < WORTH) return
  dropped = 0
  for (let made = 0; made < NUDGE.buffers; made++) new ArrayBuffer(NUDGE.bytes).transfer(0)
}

import { releaseBuffer } from '../../engine/bytes/release.ts'
import type { IsolateMemory } from '../../engine/memory/admission.ts'
import { startHeartbeat } from '../../engine/memory/heartbeat.ts'

/** Use of bytes by the response to the client. It begins together with the ownership. */
const RESPONSE = {}

/** Open uses of bytes that only one request reads, by their buffer. */
const uses = new WeakMap<ArrayBufferLike, Set<object>>()

/** Functions that end the count of owned bytes, by their buffer. */
const counts = new WeakMap<ArrayBufferLike, () => void>()

/** Counts bytes as memory in use until the response that owns them has ended. */
function countOwned(buffer: ArrayBufferLike, memory: Pick<IsolateMemory, 'count'>): void {
  counts.get(buffer)?.()
  const { heartbeat, stop } = startHeartbeat()
  const release = memory.count(buffer.byteLength, heartbeat, buffer)
  counts.set(buffer, () => {
    counts.delete(buffer)
    stop()
    release()
  })
}

function end(buffer: ArrayBufferLike, use: object): void {
  const open = uses.get(buffer)
  if (!open?.delete(use) || open.size > 0) return
  uses.delete(buffer)
  releaseBuffer(new Uint8Array(buffer))
}

/**
 * Declares that only the current request reads these bytes. Their buffer is freed when the response
 * has ended, and with it all other uses, such as writes to a cache. If the request's context ends
 * without an event, the buffer is left to garbage collection.
 * @param memory counts the bytes from the end of their lease until the end of the response
 */
export function ownBytes({ buffer }: Uint8Array, memory: Pick<IsolateMemory, 'count'>): void {
  uses.set(buffer, new Set([RESPONSE]))
  countOwned(buffer, memory)
}

/**
 * Declares that other requests may read these bytes, too. Their buffer is then never freed, because
 * the contexts of those requests can end without an event.
 */
export function shareBytes({ buffer }: Uint8Array): void {
  uses.delete(buffer)
}

/**
 * Begins a use of bytes beside the response. It must begin before the response ends.
 * @returns function that ends the use; further calls have no effect
 */
export function useBytes({ buffer }: Uint8Array): () => void {
  const use = {}
  uses.get(buffer)?.add(use)
  return () => end(buffer, use)
}

/**
 * Ends the use of bytes by the response: they were sent, the client has left, or the response has
 * no body. Further calls have no effect.
 */
export function endResponse({ buffer }: Uint8Array): void {
  counts.get(buffer)?.()
  end(buffer, RESPONSE)
}

import { releaseBuffer } from '../../engine/bytes/release.ts'
import type { IsolateMemory } from '../../isolate/admission.ts'
import { startHeartbeat } from '../../isolate/heartbeat.ts'

/** Isolate memory as the owners of bytes use it. */
type OwnersMemory = Pick<IsolateMemory, 'count' | 'own' | 'disown'>

/** Use of bytes by the response to the client. It begins together with the ownership. */
const RESPONSE = {}

/** Open uses of bytes that only one request reads, by their buffer. */
const uses = new WeakMap<ArrayBufferLike, Set<object>>()

/** Count of owned bytes as memory in use. */
interface Count {
  end(): void
  /** Keeps the buffer when the context of its owner has ended. */
  share(): void
}

/** Counts of owned bytes, by their buffer. */
const counts = new WeakMap<ArrayBufferLike, Count>()

/** Counts bytes as memory in use until the response that owns them has ended. */
function countOwned(bytes: Uint8Array, memory: OwnersMemory): void {
  const { buffer } = bytes
  counts.get(buffer)?.end()
  const { heartbeat, stop } = startHeartbeat()
  const release = memory.count(buffer.byteLength, heartbeat, buffer)
  memory.own(bytes, heartbeat)
  counts.set(buffer, {
    end() {
      counts.delete(buffer)
      // Others must not free it: other uses may last longer than this heartbeat.
      memory.disown(bytes)
      stop()
      release()
    },
    share: () => memory.disown(bytes),
  })
}

function end(buffer: ArrayBufferLike, use: object): void {
  const open = uses.get(buffer)
  if (!open?.delete(use) || open.size > 0) return
  uses.delete(buffer)
  releaseBuffer({ buffer })
}

/**
 * Declares that only the current request reads these bytes. Their buffer is freed when the response
 * has ended, and with it all other uses, such as writes to a cache. If the request's context ends
 * without an event, another context frees the buffer about two seconds later.
 * @param memory counts the bytes from the end of their lease until the response ends
 */
export function ownBytes(bytes: Uint8Array, memory: OwnersMemory): void {
  uses.set(bytes.buffer, new Set([RESPONSE]))
  countOwned(bytes, memory)
}

/**
 * Declares that other requests may read these bytes, too. Their buffer is then never freed, because
 * the contexts of those requests can end without an event.
 */
export function shareBytes({ buffer }: Uint8Array): void {
  uses.delete(buffer)
  counts.get(buffer)?.share()
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
  counts.get(buffer)?.end()
  end(buffer, RESPONSE)
}

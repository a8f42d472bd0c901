import { releaseBuffer } from '../engine/bytes/release.ts'
import { type Heartbeat, hasEnded } from './heartbeat.ts'

/** Buffers by the contexts that own them. */
export interface OwnedBuffers {
  /** Registers a buffer for the context with this heartbeat, like `OwnBytes`. */
  own(bytes: Uint8Array, heartbeat: Heartbeat): void
  /** Ends the registration of a buffer that outlives its context or gets other users. */
  disown(bytes: Uint8Array): void
  /** Ends all registrations for a context whose work has ended. */
  disownAll(heartbeat: Heartbeat): void
  /** Frees the buffers whose contexts have ended. */
  freeEnded(): void
}

/** References to one context's buffers, which do not keep them from collection. */
type Owned = Map<object, WeakRef<ArrayBufferLike>>

/**
 * Creates an empty register. When a client leaves, the platform ends its context wherever the
 * context waits, without running `finally`. V8 may collect the buffers only after other garbage has
 * reached tens of megabytes, and they count against the isolate's limit until then.
 */
export function ownedBuffers(): OwnedBuffers {
  const contexts = new Map<Heartbeat, Owned>()
  /** Each buffer's owner, and its reference key. */
  const owners = new WeakMap<ArrayBufferLike, { readonly heartbeat: Heartbeat; readonly key: object }>()

  function disown({ buffer }: Uint8Array): void {
    const owner = owners.get(buffer)
    if (!owner) return
    owners.delete(buffer)
    const owned = contexts.get(owner.heartbeat)
    owned?.delete(owner.key)
    if (owned?.size === 0) contexts.delete(owner.heartbeat)
  }

  return {
    own(bytes, heartbeat) {
      disown(bytes)
      const { buffer } = bytes
      const key = {}
      owners.set(buffer, { heartbeat, key })
      const owned: Owned = contexts.get(heartbeat) ?? new Map()
      contexts.set(heartbeat, owned.set(key, new WeakRef(buffer)))
    },
    disown,
    disownAll: (heartbeat) => void contexts.delete(heartbeat),
    freeEnded() {
      for (const [heartbeat, owned] of contexts) {
        if (!hasEnded(heartbeat)) continue
        contexts.delete(heartbeat)
        for (const reference of owned.values()) {
          const buffer = reference.deref()
          if (buffer) releaseBuffer({ buffer })
        }
      }
    },
  }
}

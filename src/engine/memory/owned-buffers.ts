import { releaseBuffer } from '../bytes/release.ts'
import { type Heartbeat, hasEnded, RECLAIM_MS } from './heartbeat.ts'

/** Buffers by the contexts that own them. */
export interface OwnedBuffers {
  /** Registers a buffer of the context with this heartbeat, like `OwnBytes`. */
  own(bytes: Uint8Array, heartbeat: Heartbeat): void
  /** Ends the registration of a buffer that outlives its context or gets other users. */
  disown(bytes: Uint8Array): void
  /** Frees the buffers of contexts that have ended. */
  freeEnded(): void
}

interface Owned {
  /** The register does not keep a buffer from collection. */
  readonly buffer: WeakRef<ArrayBufferLike>
  readonly heartbeat: Heartbeat
}

/**
 * Creates an empty register. When a client leaves, the platform ends its context wherever the
 * context waits, without running `finally`. V8 may collect the buffers only after tens of megabytes
 * of other garbage, and they count against the limit of the isolate until then.
 */
export function ownedBuffers(): OwnedBuffers {
  const owned = new Set<Owned>()
  const entries = new WeakMap<ArrayBufferLike, Owned>()

  function disown({ buffer }: Uint8Array): void {
    const entry = entries.get(buffer)
    if (entry) owned.delete(entry)
    entries.delete(buffer)
  }

  return {
    own(bytes, heartbeat) {
      disown(bytes)
      const entry = { buffer: new WeakRef(bytes.buffer), heartbeat }
      owned.add(entry)
      entries.set(bytes.buffer, entry)
    },
    disown,
    freeEnded() {
      for (const entry of owned) {
        if (!hasEnded(entry.heartbeat, RECLAIM_MS)) continue
        owned.delete(entry)
        const buffer = entry.buffer.deref()
        if (buffer) releaseBuffer({ buffer })
      }
    },
  }
}

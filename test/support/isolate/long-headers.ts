import sharp from 'sharp'
import { isolateMemory } from '../../../src/isolate/admission.ts'
import type { Admission } from '../../../src/memory/index.ts'
import { WASM_PAGE } from '../../../src/wasm-memory/page.ts'
import { EMBED } from '../metadata/embed-profile.ts'
import { LIMITS } from './limits.ts'
import { dropIdle } from './memories.ts'

const SIZE = { width: 96, height: 64 }
const ACTIVE = { at: Number.POSITIVE_INFINITY }

/** A JPEG with a profile, which makes its header long. */
export async function longJpeg(profile: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const picture = sharp({ create: { ...SIZE, channels: 3, background: '#358' } })
  return new Uint8Array(EMBED.jpeg(new Uint8Array(await picture.jpeg().toBuffer()), profile, SIZE))
}

/** Memory of an isolate in which other work leaves room for a long header, and for nothing else. */
export interface Crowded {
  readonly gate: Admission
  /** Bytes of the leases that `gate` gave. */
  readonly leases: number[]
  /** Ends the other work. */
  readonly leave: () => void
}

/** Fills an isolate with other work beside the reading of a file with a long header. */
export async function crowded(file: Uint8Array): Promise<Crowded> {
  dropIdle()
  const leases: number[] = []
  const memory = isolateMemory()
  const admissionOf = (onLease?: (bytes: number) => void) =>
    memory.admission({ ...LIMITS, wait: 20_000 }, ACTIVE, new AbortController().signal, onLease)
  const other = await admissionOf().acquire({ bytes: LIMITS.memory - 3 * file.length - 2 * WASM_PAGE })
  return { gate: admissionOf((bytes) => leases.push(bytes)), leases, leave: other.release }
}

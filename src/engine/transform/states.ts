import type { Lease } from '../../memory/index.ts'
import type { ByteSource, PeekableSource } from '../bytes/byte-source.ts'
import { inMemory } from '../bytes/in-memory.ts'
import { releaseBuffer } from '../bytes/release.ts'
import type { Header } from '../formats/header.ts'
import type { ProbedHeader } from '../formats/read-header.ts'
import type { Contents } from './contents.ts'

/**
 * Way in which a file is read.
 *
 * - `rows`: the decoder reads the file as it arrives.
 * - `whole`: the whole file is held during the work.
 * - `searched`: the whole file is held, and it is read before memory is planned, because the plan
 *   depends on its content.
 */
export type Reading = 'rows' | 'whole' | 'searched'

/** Header without the color description, which may contain a long profile. */
export type HeaderFacts = Omit<Header, 'color'>

/** Facts about an original that every state has. They take no memory worth counting. */
interface Known {
  readonly facts: HeaderFacts
  /** The file's length in bytes, or `undefined` if the origin did not announce it. */
  readonly size: number | undefined
  readonly etag: string | undefined
  readonly reading: Reading
}

/** A file whose header was read and whose other bytes still arrive. */
interface Arriving extends Known {
  readonly contents: Contents<ProbedHeader>
  readonly input: PeekableSource
}

/**
 * State for an image whose header has been read and that takes at most `HEADER_READ` bytes of
 * memory, so that it needs no lease.
 */
export interface Probed extends Arriving {
  readonly state: 'probed'
}

/**
 * State for an image whose header has been read, with a lease for the image's memory and for the
 * work on it.
 */
export interface Leased extends Arriving {
  readonly state: 'leased'
  readonly lease: Lease
}

/** A held image's contents: its header and its whole file. */
export interface HeldFile extends ProbedHeader {
  readonly file: Uint8Array<ArrayBuffer>
}

/** State for an image whose whole file is in memory. */
export interface Held extends Known {
  readonly state: 'held'
  readonly contents: Contents<HeldFile>
  /** Lease for the file; `undefined` if the file has at most `HEADER_READ` bytes. */
  readonly lease: Lease | undefined
}

/**
 * An original while it is open. A function that takes an opened image and returns its next state
 * owns the image: if the function fails, it has released the image. The caller must not use the old
 * state again.
 */
export type OpenedImage = Probed | Leased | Held

/** State for an image that has no stream, bytes or lease any more. It can be opened again. */
export interface Released extends Known {
  readonly state: 'released'
}

/** Returns the header, with the color profile. */
export const headerOf = ({ contents }: OpenedImage): Header => contents.read().header

/** Returns the file's first bytes, up to its pixels. */
export const headOf = ({ contents }: OpenedImage): Uint8Array => contents.read().head

/** Returns an image's lease, or `undefined` if it takes at most `HEADER_READ` bytes of memory. */
export const leaseOf = (image: OpenedImage): Lease | undefined =>
  image.state === 'probed' ? undefined : image.lease

/** Returns the whole file if it is in memory. */
export const heldFileOf = (image: OpenedImage): HeldFile['file'] | undefined =>
  image.state === 'held' ? image.contents.read().file : undefined

/** Returns the file's length in bytes; 0 if it is unknown and no memory depends on it. */
export const lengthOf = (image: OpenedImage): number => image.size ?? heldFileOf(image)?.length ?? 0

/** Returns the file as a source that can be read once. */
export function fileOf(image: OpenedImage): ByteSource {
  return image.state === 'held' ? inMemory(image.contents.read().file) : image.input
}

/**
 * Returns the memory in bytes that an opened image keeps: the file up to its pixels, and a copy of
 * the profile in it.
 */
export function headerMemory(image: OpenedImage): number {
  const { head, header } = image.contents.read()
  return head.length + (header.color?.kind === 'icc' ? header.color.profile.length : 0)
}

/** Returns the image with another way to read its file. */
export function withReading<State extends Known>(image: State, reading: Reading): State {
  return { ...image, reading }
}

/** Cancels an original's stream, and drops its bytes and its lease. Never fails. */
export function release(image: OpenedImage): Released {
  const { facts, size, etag, reading } = image
  if (image.state !== 'held') image.input.cancel()
  const color = image.contents.drop()?.header.color
  if (color?.kind === 'icc') releaseBuffer(color.profile)
  leaseOf(image)?.release()
  return { state: 'released', facts, size, etag, reading }
}

/** Runs work on an image. If the work fails, releases the image. */
export async function releaseOnFailure<Result>(
  image: OpenedImage,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    release(image)
    throw error
  }
}

import { Failure } from '../../errors.ts'

/** Thrown by a read beyond the bytes that have arrived; only `readStart` catches it. */
const MORE = Symbol('more bytes are needed')

/** Most segments, chunks or boxes before the picture; real files have a few dozen. */
export const MAX_PARTS = 10_000

/**
 * Reads the beginning of a file, or a block of it; offsets are bytes from its start. A read beyond the end throws
 * `MORE` while the file is still arriving, and `Failure` corrupt once it is complete.
 */
export interface ByteReader {
  readonly length: number
  /** Whether no more bytes will come: always true of a block. */
  readonly complete: boolean
  /** Whether there are bytes up to `end`; throws `MORE` where that is not yet known. */
  reaches(end: number): boolean
  u8(at: number): number
  u16be(at: number): number
  u16le(at: number): number
  u24le(at: number): number
  u32be(at: number): number
  u32le(at: number): number
  /** `length` bytes as Latin-1, for the names of chunks and boxes. */
  text(at: number, length: number): string
  /** A copy of `length` bytes. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer>
  /** A reader of `length` bytes at `at`, all of which must have arrived. */
  block(at: number, length: number): ByteReader
}

/**
 * Runs `read` on the beginning of a file.
 * @param complete whether `bytes` is the whole file
 * @returns `undefined` where `read` needs more bytes, which never happens once `complete`
 */
export function readStart<Result>(
  bytes: Uint8Array,
  complete: boolean,
  read: (input: ByteReader) => Result,
): Result | undefined {
  try {
    return read(openReader(bytes, complete))
  } catch (error) {
    if (error === MORE) return undefined
    throw error
  }
}

/** @param complete whether no more bytes will follow */
export function openReader(bytes: Uint8Array, complete: boolean): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

  function reaches(end: number): boolean {
    if (end <= bytes.length) return true
    if (complete) return false
    throw MORE
  }

  function checked(at: number, length: number): number {
    if (!reaches(at + length))
      throw new Failure('corrupt', 'the header of the image is cut short; upload the file again')
    return at
  }

  return {
    length: bytes.length,
    complete,
    reaches,
    u8: (at) => view.getUint8(checked(at, 1)),
    u16be: (at) => view.getUint16(checked(at, 2)),
    u16le: (at) => view.getUint16(checked(at, 2), true),
    u24le: (at) => view.getUint16(checked(at, 3), true) + view.getUint8(at + 2) * 0x10000,
    u32be: (at) => view.getUint32(checked(at, 4)),
    u32le: (at) => view.getUint32(checked(at, 4), true),
    text: (at, length) => String.fromCharCode(...bytes.subarray(checked(at, length), at + length)),
    bytes: (at, length) => Uint8Array.from(bytes.subarray(checked(at, length), at + length)),
    block: (at, length) => openReader(bytes.subarray(checked(at, length), at + length), true),
  }
}

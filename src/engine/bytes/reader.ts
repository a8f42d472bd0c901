import { Failure } from '../../errors.ts'

/** Value that a read beyond the arrived bytes throws. Only `readStart` catches it. */
const MORE = Symbol('more bytes are needed')

/**
 * Maximum number of segments, chunks or boxes that are read from a file before its picture. Real
 * files have a few dozen.
 */
export const MAX_PARTS = 10_000

/**
 * Reader for the beginning of a file, or for a block in it. Offsets are in bytes from the start of
 * the file or block. A read beyond the end throws `MORE` while the file is still arriving, and
 * `Failure` corrupt once it is complete.
 */
export interface ByteReader {
  readonly length: number
  /** `true` if no more bytes will come. It is always `true` for a block. */
  readonly complete: boolean
  /**
   * Returns `true` if there are bytes up to `end`. Throws `MORE` if too few bytes have arrived to
   * know.
   */
  reaches(end: number): boolean
  u8(at: number): number
  u16be(at: number): number
  u16le(at: number): number
  u24le(at: number): number
  u32be(at: number): number
  u32le(at: number): number
  /** Returns `length` bytes at `at` as Latin-1 text, for chunk and box names. */
  text(at: number, length: number): string
  /** Copies `length` bytes at `at`. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer>
  /** Returns a reader for `length` bytes at `at`. Throws `MORE` if some have not arrived. */
  block(at: number, length: number): ByteReader
}

/**
 * Runs `read` on the beginning of a file.
 * @param complete `true` if `bytes` is the whole file
 * @returns `undefined` if `read` needs more bytes, which never happens for a complete file
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

/**
 * Opens a reader for the file bytes that have arrived.
 * @param complete `true` if no more bytes will follow
 */
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

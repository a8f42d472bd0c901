import { JxlError } from './jxl-error.ts'

/** Bytes after the data, so that four bytes can be loaded at every position within the data. */
const PADDING = 8

/** Bits that `peek` returns at most. */
const MAX_PEEK = 24

/** Copies bytes into a view that readers can share. */
export function paddedView(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(bytes.length + PADDING)
  padded.set(bytes)
  return new DataView(padded.buffer)
}

/** Reads bits, the least significant bit of each byte first (ISO/IEC 18181-1:2022, B.2). */
export class BitReader {
  /** Position of the next bit in the view. */
  at: number
  /** Position in bits after the last bit of the section. */
  readonly end: number
  readonly view: DataView

  /**
   * @param view a view of `paddedView`
   * @param from the first byte
   * @param to the byte after the last one
   */
  constructor(view: DataView, from = 0, to = view.byteLength - PADDING) {
    this.view = view
    this.at = 8 * from
    this.end = 8 * to
  }

  /** Returns up to 24 bits and leaves the position. Bits after the section are arbitrary. */
  peek(count: number): number {
    return (this.view.getUint32(this.at >>> 3, true) >>> (this.at & 7)) & ((1 << count) - 1)
  }

  skip(count: number): void {
    this.at += count
    if (this.at > this.end) throw new JxlError('the data end too early')
  }

  /** Reads a number of 0 to 32 bits. */
  read(count: number): number {
    if (count > MAX_PEEK) {
      const low = this.read(16)
      return low + this.read(count - 16) * 65_536
    }
    const value = this.peek(count)
    this.skip(count)
    return value
  }

  bool(): boolean {
    return this.read(1) === 1
  }

  /** Skips to the next byte. The skipped bits must be 0 (ISO/IEC 18181-1:2022, B.2). */
  align(): void {
    if (this.read(-this.at & 7) !== 0) throw new JxlError('bits before a byte boundary are not 0')
  }

  /** Returns a reader for other bytes in the same view. */
  part(from: number, to: number): BitReader {
    if (from < 0 || to < from || 8 * to > this.end) throw new JxlError('the data end too early')
    return new BitReader(this.view, from, to)
  }
}

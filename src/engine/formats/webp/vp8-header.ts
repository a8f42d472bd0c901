/**
 * Length in bytes of the frame tag, the start code, and the width and height, which begin a VP8
 * frame (RFC 6386, 9.1).
 */
export const TAG_BYTES = 10

/**
 * Maximum number of bytes that `readVp8Layout` reads at a frame's beginning. After the tag,
 * `readVp8Layout` decodes fewer than 256 one-bit flags.
 */
export const LAYOUT_BYTES = TAG_BYTES + 32

/** Partitions in a frame's data. */
export interface Vp8Layout {
  /** Length in bytes of the first partition, which contains the prediction modes. */
  readonly firstBytes: number
  /** Number of token partitions: 1, 2, 4 or 8. */
  readonly partitions: number
}

/**
 * Opens a boolean decoder (RFC 6386, 7.3, 8.1) for flags and numbers that are coded with equal
 * probabilities.
 */
function flagReader(bytes: Uint8Array, from: number) {
  let at = from
  let value = ((bytes[at++] ?? 0) << 8) | (bytes[at++] ?? 0)
  let range = 255
  let shifted = 0
  const flag = (): boolean => {
    const split = 1 + ((range - 1) >> 1)
    const set = value >= split << 8
    if (set) value -= split << 8
    range = set ? range - split : split
    for (; range < 128; range <<= 1) {
      // The mask matters only if the stream's first value exceeds the range. No encoder writes such
      // a stream. The kernel drops the same bits, so it reads the same flags.
      value = (value << 1) & 0xffff
      if (++shifted % 8 === 0) value |= bytes[at++] ?? 0
    }
    return set
  }
  const skip = (bits: number) => {
    for (let i = 0; i < bits; i++) flag()
  }
  return { flag, skip }
}

/**
 * Reads how a key frame is divided into partitions, so that its memory can be planned.
 * @param bytes the frame's first `LAYOUT_BYTES` bytes; a shorter frame is passed whole
 * @returns `undefined` if `bytes` ends before the partitions are known
 * @example readVp8Layout(frame.subarray(0, LAYOUT_BYTES))?.partitions // 1
 */
export function readVp8Layout(bytes: Uint8Array): Vp8Layout | undefined {
  const [low = 0, middle = 0, high = 0] = bytes
  const firstBytes = ((high << 16) | (middle << 8) | low) >>> 5
  if (bytes.length < Math.min(LAYOUT_BYTES, TAG_BYTES + firstBytes)) return undefined
  const { flag, skip } = flagReader(bytes, TAG_BYTES)
  const skipOptional = (bits: number) => {
    if (flag()) skip(bits)
  }
  const repeat = (times: number, bits: number) => {
    for (let i = 0; i < times; i++) skipOptional(bits)
  }
  skip(2)
  // Skip the segments (9.3): quantizer steps and filter levels with their signs, then the segment
  // map's probabilities.
  if (flag()) {
    const mapped = flag()
    if (flag()) {
      skip(1)
      repeat(4, 8)
      repeat(4, 7)
    }
    if (mapped) repeat(3, 8)
  }
  // Skip the loop filter's parameters and their deltas (9.6).
  skip(10)
  if (flag() && flag()) repeat(8, 7)
  return { firstBytes, partitions: 1 << (Number(flag()) * 2 + Number(flag())) }
}

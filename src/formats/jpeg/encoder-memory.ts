import { heapBytes } from '../../wasm/heap.ts'

/** The blocks of `src/kernel/encode`, the largest of them its output buffer. */
const SIZES = {
  components: 120,
  huffmanTables: 4 * 2324,
  huffmanWork: 1542,
  steps: 64,
  divisors: 256,
  zigzag: 64 + 8 * 256 * 8,
  block: 128 + 64,
  output: 65_536,
}

/**
 * Bytes that the kernel takes to encode a JPEG: the same for every picture, since it keeps no coefficients. The planes,
 * which the caller hands over, are not among them.
 */
export const jpegEncoderMemory = (): number => heapBytes(...Object.values(SIZES))

import { heapBytes } from '../../wasm/heap.ts'

/** The blocks of `src/engine/kernel/jpeg-encode`. */
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
 * Bytes of kernel memory that encoding a JPEG takes, without the planes that the caller passes: the same for every
 * picture, since no coefficients are kept.
 */
export const jpegEncoderMemory = (): number => heapBytes(...Object.values(SIZES))

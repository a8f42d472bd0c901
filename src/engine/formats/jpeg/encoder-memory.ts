import { heapBytes } from '../../wasm/heap.ts'

/** Bytes of each block that `src/engine/kernel/jpeg-encode` allocates. */
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
 * Returns the bytes of kernel memory that encoding a JPEG takes, without the planes that the caller
 * passes. The number is the same for every picture, because the encoder keeps no coefficients.
 */
export const jpegEncoderMemory = (): number => heapBytes(...Object.values(SIZES))

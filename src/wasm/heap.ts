const ALIGNMENT = 16
const GUARD = 64

/** Bytes that the kernel's allocator takes for blocks of these lengths, guard bytes and all. */
export function blocks(...lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + roundUp(length, ALIGNMENT) + GUARD, 0)
}

/** The next multiple of `step`. */
export const roundUp = (value: number, step: number) => Math.ceil(value / step) * step

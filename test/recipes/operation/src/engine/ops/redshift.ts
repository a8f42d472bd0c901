import { inPlace } from './in-place.ts'

/** Inverts red, in place. */
export const redshift = inPlace<undefined>(
  () => [],
  (kernel, { address, count }) => kernel.changeBits(address, count, 0xffffffff, 0x000000ff),
)

import { inPlace } from './in-place.ts'

/** Inverts colors in place. Alpha does not change. */
export const negate = inPlace<undefined>(
  () => [],
  (kernel, { address, count }) => kernel.changeBits(address, count, 0xffffffff, 0x00ffffff),
)

import { inPlace } from './in-place.ts'

/** Makes all pixels opaque in place. Colors do not change, even in transparent pixels. */
export const removealpha = inPlace<undefined>(
  () => [],
  (kernel, { address, count }) => kernel.changeBits(address, count, 0x00ffffff, 0xff000000),
)

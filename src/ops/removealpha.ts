import { inPlace } from './in-place.ts'

/** Makes all pixels opaque, in place; colours stay what they are, also where nothing was to be seen of them. */
export const removealpha = inPlace<undefined>(
  () => 0,
  (kernel, { address, count }) => kernel.changeBits(address, count, 0x00ffffff, 0xff000000),
)

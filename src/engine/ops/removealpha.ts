import { inPlace } from './in-place.ts'
import type { Effect } from './operation.ts'

/** Makes all pixels opaque in place. Colors do not change, even in transparent pixels. */
export const removealpha: Effect<undefined> = {
  plan: (options, { transparent }) => transparent && options.removealpha && { args: undefined },
  ...inPlace<undefined>(
    () => [],
    (kernel, { address, count }) => kernel.changeBits(address, count, 0x00ffffff, 0xff000000),
  ),
}

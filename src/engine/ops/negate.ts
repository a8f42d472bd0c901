import { inPlace } from './in-place.ts'
import type { Effect } from './operation.ts'

/** Inverts colors in place. Alpha does not change. */
export const negate: Effect<undefined> = {
  plan: (options) => options.negate && { args: undefined },
  ...inPlace<undefined>(
    () => [],
    (kernel, { address, count }) => kernel.changeBits(address, count, 0xffffffff, 0x00ffffff),
  ),
}

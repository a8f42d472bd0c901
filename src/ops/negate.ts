import { inPlace } from './in-place.ts'
import { mapAll, TABLES, table } from './tables.ts'

/** Inverts colours, in place. Alpha stays. */
export const negate = inPlace<undefined>(
  () => TABLES,
  (kernel, pixels) =>
    mapAll(
      kernel,
      pixels,
      table((code) => 255 - code),
    ),
)

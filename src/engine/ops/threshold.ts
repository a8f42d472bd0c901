import { TABLES, table } from '../color/tables.ts'
import { GRAY_TABLES, toGray } from './grayscale.ts'
import { inPlace, mapAll } from './in-place.ts'
import type { Effect } from './operation.ts'

export interface Threshold {
  /** Minimum gray level that becomes white, 0 to 255. */
  readonly level: number
}

/**
 * Turns colors white or black by the gray with the same luminance, in place. Alpha does not change.
 */
export const threshold: Effect<Threshold> = {
  plan: ({ threshold: level = 0 }) => level > 0 && { args: { level } },
  ...inPlace<Threshold>(
    () => [...GRAY_TABLES, TABLES],
    (kernel, pixels, { level }) => {
      const codes = table((code) => (code >= level ? 255 : 0))
      toGray(kernel, pixels)
      mapAll(kernel, pixels, codes)
    },
  ),
}

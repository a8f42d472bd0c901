import { gammaTable, TABLES } from '../color/tables.ts'
import { inPlace, mapAll } from './in-place.ts'

export interface Gamma {
  /** Exponent above 0. An exponent below 1 brightens. */
  readonly gamma: number
}

/** Raises R, G and B to a power in place, where code 255 stands for 1. Alpha does not change. */
export const gamma = inPlace<Gamma>(
  () => [TABLES],
  (kernel, pixels, args) => mapAll(kernel, pixels, gammaTable(args.gamma)),
)

import type { Kernel } from '../wasm/kernel.ts'
import { block } from './block.ts'
import type { RgbaPixels } from './in-place.ts'

/** Codes of a channel. */
export const CODES = 256

/** Bytes of one table a channel. */
export const TABLES = 3 * CODES

/** What becomes of each code, rounded and limited to 0…255. */
export function table(value: (code: number) => number): Uint8Array {
  return Uint8Array.from(Uint8ClampedArray.from({ length: CODES }, (_, code) => value(code)))
}

/** Looks up R, G and B in one table, in place. */
export function mapAll(kernel: Kernel, { address, count }: RgbaPixels, codes: Uint8Array): void {
  kernel.mapChannels(address, count, block(kernel, Uint8Array.of(...codes, ...codes, ...codes)))
}

import type { Stack } from './check-stack.ts'

const KB = 1024
/** Emscripten's default. */
const DEFAULT = 64 * KB
/** libaom's build asks for it. */
const LIBAOM = 5 * KB * KB

/** A foreign module's stack, and what was measured of it. */
interface MeasuredStack extends Stack {
  /** The package that the module is of. */
  readonly from: string
  /** Deepest use that `npm run stacks` has measured, in bytes. */
  readonly deepest: number
  /** Bytes that rebuilding adds to the module, not compressed; less than none where it is pruned as well. */
  readonly added: number
  /** Processor time with the check, by that without, where it was measured. */
  readonly time: number | undefined
}

/** The stacks of all foreign modules that are built, by their names. Measured on 2026-11-29. */
export const STACKS = {
  'av1-decoder': row('ogv', DEFAULT, 289_288, 640 * KB, 2_644, 1.01),
  'avif-decoder': row('@jsquash/avif', LIBAOM, 44_376, LIBAOM, 2_944),
  'avif-encoder': row('@jsquash/avif', LIBAOM, 155_368, LIBAOM, 26_247),
  harfbuzz: row('harfbuzzjs', DEFAULT, 8_692, 256 * KB, 5_659),
  libheif: row('libheif-js', DEFAULT, 20_848, 256 * KB, 33_521),
  mozjpeg: row('@jsquash/jpeg', DEFAULT, 12_784, 256 * KB, 2_073),
  thorvg: row('@thorvg/webcanvas', DEFAULT, 3_056, 256 * KB, 10_200),
  'webp-encoder': row('@jsquash/webp', DEFAULT, 28_640, 256 * KB, 1_356),
} as const satisfies Readonly<Record<string, MeasuredStack>>

function row(
  from: string,
  before: number,
  deepest: number,
  size: number,
  added: number,
  time?: number,
): MeasuredStack {
  return { from, before, deepest, size, added, time }
}

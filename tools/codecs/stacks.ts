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
  /** Checks in a millisecond of processor time, of the job that was measured with the most of them. */
  readonly checks: number
}

/** Nanoseconds that a check takes in a loop of calls (2-core AMD EPYC, V8 12.4). */
export const CHECK_TIME = 0.27

/** The stacks of all foreign modules that are built, by their names. Measured on 2026-11-29. */
export const STACKS = {
  'av1-decoder': row('ogv', DEFAULT, 289_288, 640 * KB, 2_644, 1_046),
  'avif-decoder': row('@jsquash/avif', LIBAOM, 105_184, LIBAOM, 2_944, 1_893),
  'avif-encoder': row('@jsquash/avif', LIBAOM, 155_368, LIBAOM, 26_247, 5_893),
  harfbuzz: row('harfbuzzjs', DEFAULT, 8_692, 256 * KB, 5_659, 1_511),
  libheif: row('libheif-js', DEFAULT, 26_576, 256 * KB, 33_521, 1_062),
  mozjpeg: row('@jsquash/jpeg', DEFAULT, 12_784, 256 * KB, 2_073, 1_065),
  thorvg: row('@thorvg/webcanvas', DEFAULT, 3_056, 256 * KB, 10_200, 243),
  'webp-encoder': row('@jsquash/webp', DEFAULT, 28_640, 256 * KB, 1_356, 1_117),
} as const satisfies Readonly<Record<string, MeasuredStack>>

function row(
  from: string,
  before: number,
  deepest: number,
  size: number,
  added: number,
  checks: number,
): MeasuredStack {
  return { from, before, deepest, size, added, checks }
}

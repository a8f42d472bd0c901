import type { Stack } from './check-stack.ts'

const KB = 1024
/** Stack size in bytes that Emscripten links by default. */
const DEFAULT = 64 * KB
/** Stack size in bytes that libaom's build configures. */
const LIBAOM = 5 * KB * KB

/** A foreign module's stack with its measurements. */
interface MeasuredStack extends Stack {
  /** Package that contains the module. */
  readonly from: string
  /** Maximum stack use in bytes that `npm run tool stacks` has measured. */
  readonly deepest: number
  /**
   * Difference in bytes between the rebuilt module and the original, uncompressed. It is negative
   * if pruning removes more code than the stack checks add.
   */
  readonly added: number
  /** Stack checks per millisecond of CPU time, in the measured job that has the highest number. */
  readonly checks: number
}

/** Nanoseconds that one stack check takes in a call loop (2-core AMD EPYC, V8 12.4). */
export const CHECK_TIME = 0.27

/** Stacks for all foreign modules that are built, by module name. Measured on 2026-11-29. */
export const STACKS = {
  'av1-decoder': row('ogv', DEFAULT, 289_288, 640 * KB, 2_644, 1_046),
  'avif-decoder': row('@jsquash/avif', LIBAOM, 105_184, LIBAOM, 2_944, 1_893),
  'avif-encoder': row('@jsquash/avif', LIBAOM, 155_368, LIBAOM, 26_247, 5_893),
  harfbuzz: row('harfbuzzjs', DEFAULT, 8_692, 256 * KB, 5_659, 1_511),
  libheif: row('libheif-js', DEFAULT, 26_576, 256 * KB, 33_521, 1_062),
  thorvg: row('@thorvg/webcanvas', DEFAULT, 3_056, 256 * KB, 10_200, 243),
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

import type { Stack } from './check-stack.ts'

const KB = 1024
/** Emscripten's default. */
const DEFAULT = 64 * KB
/** libaom's build asks for it. */
const LIBAOM = 5 * KB * KB

interface MeasuredStack extends Stack {
  /** Deepest use that `npm run stacks` has measured, in bytes. */
  readonly deepest: number
}

/** The stacks of all foreign modules that are built, by their names. */
export const STACKS = {
  'av1-decoder': { before: DEFAULT, deepest: 289_288, size: 640 * KB },
  'avif-decoder': { before: LIBAOM, deepest: 44_376, size: LIBAOM },
  'avif-encoder': { before: LIBAOM, deepest: 155_368, size: LIBAOM },
  harfbuzz: { before: DEFAULT, deepest: 8_692, size: 256 * KB },
  libheif: { before: DEFAULT, deepest: 20_848, size: 256 * KB },
  mozjpeg: { before: DEFAULT, deepest: 12_784, size: 256 * KB },
  thorvg: { before: DEFAULT, deepest: 3_056, size: 256 * KB },
  'webp-encoder': { before: DEFAULT, deepest: 28_640, size: 256 * KB },
} as const satisfies Readonly<Record<string, MeasuredStack>>

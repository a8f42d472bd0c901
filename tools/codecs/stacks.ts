import type { Stack } from './check-stack.ts'

const KB = 1024
/** Emscripten's default. */
const DEFAULT = 64 * KB
/** libaom's build asks for it. */
const LIBAOM = 5 * KB * KB

/** The stacks of all foreign modules that are built, by their names. */
export const STACKS = {
  'av1-decoder': { before: DEFAULT, size: 640 * KB },
  'avif-decoder': { before: LIBAOM, size: LIBAOM },
  'avif-encoder': { before: LIBAOM, size: LIBAOM },
  harfbuzz: { before: DEFAULT, size: 256 * KB },
  libheif: { before: DEFAULT, size: 256 * KB },
  mozjpeg: { before: DEFAULT, size: 256 * KB },
  thorvg: { before: DEFAULT, size: 256 * KB },
  'webp-encoder': { before: DEFAULT, size: 256 * KB },
} as const satisfies Readonly<Record<string, Stack>>

import type { OutputFormat } from '../../src/engine/formats/codecs.ts'

/** Output formats that have a quality. */
export type Format = Exclude<OutputFormat, 'png'>

/** Format names in tables and sentences. */
export const TITLES: Readonly<Record<Format, string>> = {
  jpeg: 'JPEG',
  webp: 'WebP',
  avif: 'AVIF',
  jxl: 'JPEG XL',
}

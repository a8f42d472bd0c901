import type { EncodeSettings } from './codec.ts'
import type { OutputFormat } from './codecs.ts'

/** Returns the changes to a request that make its file shorter, as the end of a sentence. */
export function shorterFile(
  format: OutputFormat,
  { lossless, nearLossless }: Pick<EncodeSettings, 'lossless' | 'nearLossless'>,
): string {
  const smaller = 'a smaller width or'
  if (format === 'png') return `${smaller} format=webp`
  const mayBeExact = format === 'webp' || format === 'jxl'
  if (mayBeExact && lossless) return `${smaller} lossless=0`
  if (mayBeExact && nearLossless) return `${smaller} nearlossless=0`
  return `${smaller} a lower quality`
}

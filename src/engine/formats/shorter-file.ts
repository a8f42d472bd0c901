import type { DetailParts, Mention } from '../../errors.ts'
import { mention, parts, setting } from '../options/mention.ts'
import type { EncodeSettings } from './codec.ts'
import type { OutputFormat } from './codecs.ts'

/** Returns the changes to a request that make its file shorter, as the end of a sentence. */
export function shorterFile(
  format: OutputFormat,
  { lossless, nearLossless }: Pick<EncodeSettings, 'lossless' | 'nearLossless'>,
): DetailParts {
  const orWith = (change: Mention) => parts`a smaller width or ${change}`
  if (format === 'png') return orWith(setting({ format: 'webp' }))
  const mayBeExact = format === 'webp' || format === 'jxl'
  if (mayBeExact && lossless) return orWith(setting({ lossless: false }))
  if (mayBeExact && nearLossless) return orWith(setting({ nearlossless: false }))
  return parts`a smaller width or a lower ${mention('quality')}`
}

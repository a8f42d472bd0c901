import type { EncodeSettings } from '../codecs/codec.ts'
import { HAS_AVIF, type OutputFormat } from '../codecs/codecs.ts'
import { Failure } from '../errors.ts'
import type { Size } from '../ops/orientation.ts'
import type { SourceFormat } from '../probe/header.ts'
import type { Intent } from '../url/intent.ts'

const QUALITY: Readonly<Record<OutputFormat, number>> = { jpeg: 82, webp: 80, avif: 50, png: 100 }
const COMPRESSION = 3

/** Beyond so many pixels an AVIF costs more time than its bytes are worth, and is made only if it is asked for. */
const AVIF_PIXELS = 300_000

/**
 * The format of the output.
 * @param alpha whether the output has transparency
 */
export function outputFormat(
  source: SourceFormat,
  { format, accepts = [] }: Intent,
  size: Size,
  alpha: boolean,
): OutputFormat {
  const avif = HAS_AVIF && size.width * size.height <= AVIF_PIXELS
  if (format === 'auto')
    return accepts.find((modern) => modern !== 'avif' || avif) ?? (alpha ? 'png' : 'jpeg')
  if (format) return format
  return source === 'jpeg' || source === 'png' ? source : 'webp'
}

/**
 * What the encoder is told.
 * @throws Failure unsupported: an interlaced PNG, unless it was not asked for but negotiated
 */
export function encodeSettings(intent: Intent, format: OutputFormat, alpha: boolean): EncodeSettings {
  if (format === 'png' && intent.progressive && intent.format !== 'auto')
    throw new Failure('unsupported', 'progressive: an interlaced PNG is not written')
  return {
    quality: intent.quality ?? QUALITY[format],
    lossless: intent.lossless ?? false,
    nearLossless: intent.nearlossless ?? false,
    alphaQuality: intent.alphaquality ?? 100,
    progressive: intent.progressive ?? false,
    compression: intent.compression ?? COMPRESSION,
    adaptive: intent.adaptive ?? false,
    alpha: alpha && format !== 'jpeg',
  }
}

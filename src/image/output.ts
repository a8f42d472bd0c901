import type { EncodeSettings } from '../codecs/codec.ts'
import { HAS_AVIF, type OutputFormat } from '../codecs/codecs.ts'
import { Failure } from '../errors.ts'
import type { Size } from '../ops/orientation.ts'
import type { SourceFormat } from '../probe/header.ts'
import type { Intent } from '../url/intent.ts'

/** Chosen so that photographs have the same SSIM in all that lose anything; bench/README.md has the figures. */
export const QUALITY: Readonly<Record<OutputFormat, number>> = { jpeg: 82, webp: 77, avif: 60, png: 100 }
const COMPRESSION = 3

/**
 * A tenth fewer bytes than those of a WebP of the same SSIM take three times its time, and twice its memory: beyond so
 * many pixels an AVIF is made only if it is asked for.
 */
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

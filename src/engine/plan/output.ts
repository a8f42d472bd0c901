import { Failure } from '../../errors.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import { encoders, isEncodable, type OutputFormat } from '../formats/codecs.ts'
import { formats } from '../formats/formats.ts'
import type { SourceFormat } from '../formats/header.ts'
import type { ModernFormat } from '../options/modern-formats.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { areaOf, type Size } from '../picture/size.ts'

const COMPRESSION = 3

/** Maximum number of colours in the palette of a PNG (PNG 11.2.2). */
const MAX_COLORS = 256

/**
 * Maximum pixels of a negotiated AVIF. An AVIF is a sixth smaller than a WebP with the same
 * SSIMULACRA2, but takes ten times as long: 0.2 s for this many pixels. The isolate does nothing
 * else in this time.
 */
const AVIF_PIXELS = 300_000

export interface Encoding {
  readonly format: OutputFormat
  /** `true` if the output is a progressive JPEG. An interlaced PNG is refused. */
  readonly progressive: boolean
}

/**
 * Returns the formats that every client can show, best first. A progressive JPEG takes five times
 * the memory of a baseline one.
 */
function legacy(
  { accepts = [], lossless, nearlossless, progressive }: TransformOptions,
  alpha: boolean,
): Encoding[] {
  const png: Encoding = { format: 'png', progressive: false }
  if (alpha) return [png]
  const baseline: Encoding = { format: 'jpeg', progressive: false }
  const jpegs: Encoding[] = progressive ? [{ ...baseline, progressive }, baseline] : [baseline]
  const exact = (lossless || nearlossless) && accepts.some((format) => format === 'webp' || format === 'jxl')
  return exact ? [png, ...jpegs] : [...jpegs, png]
}

/**
 * Returns the formats in which the output may be written, best first. There is more than one only
 * if the format is negotiated.
 * @param size size of the output
 * @param alpha `true` if the output has transparency
 */
export function encodings(
  source: SourceFormat,
  intent: TransformOptions,
  size: Size,
  alpha: boolean,
): readonly Encoding[] {
  const { format, progressive = false } = intent
  if (format === undefined) {
    const { defaultOutput, transparentOutput = defaultOutput } = formats[source]
    return [{ format: alpha ? transparentOutput : defaultOutput, progressive }]
  }
  if (format !== 'auto') return [{ format, progressive }]
  return [...modern(intent, size).map((format) => ({ format, progressive: false })), ...legacy(intent, alpha)]
}

/** Returns the modern formats in which the output may be written, best first. */
function modern(
  { accepts = [], lossless, nearlossless }: TransformOptions,
  size: Size,
): readonly ModernFormat[] {
  const pixels = areaOf(size)
  const isNear = nearlossless && !lossless
  return accepts.filter(
    (name) => isEncodable(name) && (name !== 'avif' || pixels <= AVIF_PIXELS) && (name !== 'jxl' || !isNear),
  )
}

/**
 * Minimum quality at which the chroma of every JPEG keeps its full width and height. Full chroma
 * makes the file of a photograph up to twice as long.
 */
const FULL_CHROMA_QUALITY = 95

function subsamplingOf(
  { subsampling = 'auto' }: TransformOptions,
  quality: number,
): EncodeSettings['subsampling'] {
  return subsampling === 'auto' && quality >= FULL_CHROMA_QUALITY ? '444' : subsampling
}

/**
 * Returns the settings of the encoder.
 * @throws Failure unsupported: an interlaced PNG is requested
 */
export function encodeSettings(
  intent: TransformOptions,
  { format, progressive }: Encoding,
  alpha: boolean,
): EncodeSettings {
  if (format === 'png' && progressive)
    throw new Failure(
      'unsupported',
      'progressive=1: PNG is written without interlacing; leave progressive out, or ask for format=jpeg',
    )
  const quality = intent.quality ?? encoders[format].defaultQuality
  return {
    quality,
    lossless: intent.lossless ?? false,
    nearLossless: intent.nearlossless ?? false,
    alphaQuality: intent.alphaquality ?? 100,
    progressive,
    subsampling: subsamplingOf(intent, quality),
    compression: intent.compression ?? COMPRESSION,
    adaptive: intent.adaptive ?? false,
    colors: intent.colors ?? (intent.palette ? MAX_COLORS : undefined),
    dither: intent.dither ?? true,
    effort: intent.effort ?? 'fast',
    alpha: alpha && encoders[format].alpha,
  }
}

import type { EncodeSettings } from '../formats/codec.ts'
import { encoders, isEncodable, type OutputFormat } from '../formats/codecs.ts'
import { formats } from '../formats/formats.ts'
import type { SourceFormat } from '../formats/header.ts'
import { mention, mentioning, parts, setting } from '../options/mention.ts'
import type { ModernFormat } from '../options/modern-formats.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { areaOf, type Size } from '../picture/size.ts'
import { limitsBytes, withDefaultGoals } from '../search/goal.ts'

const COMPRESSION = 3

/** Maximum color count in a PNG palette (PNG 11.2.2). */
const MAX_COLORS = 256

/**
 * Maximum pixels in a negotiated AVIF. An AVIF is a sixth smaller than a WebP with the same
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
 * Returns the encodings for a JPEG whose order may be chosen, best first. A progressive JPEG takes
 * more memory than a baseline one. It is smaller, so `effort=best` writes one unless the request or
 * the zone asks for a baseline file.
 */
function jpegEncodings({ progressive, defaults, effort }: TransformOptions): readonly Encoding[] {
  const baseline: Encoding = { format: 'jpeg', progressive: false }
  return (progressive ?? defaults?.progressive ?? effort === 'best')
    ? [{ ...baseline, progressive: true }, baseline]
    : [baseline]
}

/** Returns the formats that every client can show, best first. */
function legacy(intent: TransformOptions, alpha: boolean): readonly Encoding[] {
  const { accepts = [], lossless, nearlossless } = intent
  const png: Encoding = { format: 'png', progressive: false }
  const jpegs = jpegEncodings(intent)
  // No quality setting makes a PNG shorter. Transparent outputs therefore become WebP, which
  // browsers show since 2020 even if their request does not name it.
  if (limitsBytes(intent)) return alpha ? [{ format: 'webp', progressive: false }] : jpegs
  if (alpha) return [png]
  const exact = (lossless || nearlossless) && accepts.some((format) => format === 'webp' || format === 'jxl')
  return exact ? [png, ...jpegs] : [...jpegs, png]
}

/** Returns the default output format. */
export function defaultFormat(source: SourceFormat, alpha: boolean): OutputFormat {
  const { defaultOutput, transparentOutput = defaultOutput } = formats[source]
  return alpha ? transparentOutput : defaultOutput
}

/**
 * Returns the formats in which the output may be written, best first. There is more than one only
 * if the format is negotiated.
 * @param size output size
 * @param alpha `true` if the output has transparency
 */
export function encodings(
  source: SourceFormat,
  intent: TransformOptions,
  size: Size,
  alpha: boolean,
): readonly Encoding[] {
  if (intent.format === 'auto')
    return [
      ...modern(intent, size).map((format) => ({ format, progressive: false })),
      ...legacy(intent, alpha),
    ]
  const { progressive } = intent
  const format = intent.format ?? defaultFormat(source, alpha)
  if (format === 'png' && limitsBytes(intent))
    throw mentioning(
      'bad-parameter',
      parts`${mention('max_bytes')} cannot be combined with PNG, whose length depends on no quality: ask for ${setting({ format: 'auto' })} or ${setting({ format: 'webp' })}`,
    )
  return progressive === undefined && format === 'jpeg'
    ? jpegEncodings(intent)
    : [{ format, progressive: progressive ?? false }]
}

/**
 * Returns the options with the defaults that apply to an encoding, except `progressive`, which the
 * encoding has.
 * @param isAnimated `true` if the output has several frames
 */
export function withDefaults(
  { defaults, ...intent }: TransformOptions,
  { format }: Encoding,
  isAnimated: boolean,
): TransformOptions {
  if (!defaults || isAnimated || format === 'png') return intent
  return withDefaultGoals(intent, defaults, format)
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
 * Minimum quality at which every JPEG's chroma keeps its full width and height. Full chroma makes a
 * photograph's file up to twice as long.
 */
const FULL_CHROMA_QUALITY = 95

function subsamplingOf(
  { subsampling = 'auto' }: TransformOptions,
  quality: number,
): EncodeSettings['subsampling'] {
  return subsampling === 'auto' && quality >= FULL_CHROMA_QUALITY ? '444' : subsampling
}

/**
 * Returns the encoder's settings.
 * @throws Failure unsupported: an interlaced PNG is requested
 */
export function encodeSettings(
  intent: TransformOptions,
  { format, progressive }: Encoding,
  alpha: boolean,
): EncodeSettings {
  if (format === 'png' && progressive)
    throw mentioning(
      'unsupported',
      parts`${setting({ progressive: true })}: PNG is written without interlacing; leave ${mention('progressive')} out, or ask for ${setting({ format: 'jpeg' })}`,
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

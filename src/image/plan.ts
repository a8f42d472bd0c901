import type { Denominator, EncodeSettings } from '../codecs/codec.ts'
import { decoders, type OutputFormat } from '../codecs/codecs.ts'
import { halvesChroma } from '../codecs/jpeg-encoder.ts'
import type { Color } from '../color.ts'
import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Step } from '../ops/ops.ts'
import { isIdentity, type Size, turnSize } from '../ops/orientation.ts'
import type { Header, SourceFormat } from '../probe/header.ts'
import type { Intent } from '../url/intent.ts'
import { type Geometry, geometry } from './geometry.ts'
import { plannedMemory } from './memory.ts'
import type { Resize } from './resample.ts'

/** All that is decided before the first pixel is decoded. */
export interface Plan {
  /** By what the decoder divides the sides. */
  readonly denominator: Denominator
  readonly resize: Resize
  /** Whether the planes of a JPEG can go to the encoder of another without becoming RGB. */
  readonly planar: boolean
  /** What is done to the resized picture, in order. */
  readonly steps: readonly Step[]
  readonly output: Size
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  /** Bytes of all buffers. */
  readonly memory: number
}

const QUALITY: Readonly<Record<OutputFormat, number>> = { jpeg: 82, webp: 80, png: 100 }
const COMPRESSION = 3
const TRANSPARENT: Color = { r: 0, g: 0, b: 0, alpha: 0 }

/** A source that can be decoded. */
export type Decodable = Header & { readonly format: keyof typeof decoders }

function isDecodable(header: Header): header is Decodable {
  return Object.hasOwn(decoders, header.format)
}

/**
 * Holds a header against the limits, before anything is allocated in proportion to it.
 * @throws Failure too-large, unsupported
 */
export function assertLimits(header: Header, limits: Limits): asserts header is Decodable {
  const { format, width, height } = header
  if (!isDecodable(header))
    throw new Failure('unsupported', `${format} is served as it is, but not processed`)
  if (Math.max(width, height) > limits.side)
    throw new Failure('too-large', `the image is ${width}x${height}: at most ${limits.side} pixels a side`)
  if (width * height > limits.pixels)
    throw new Failure('too-large', `the image is ${width}x${height}: at most ${limits.pixels} pixels`)
}

function outputFormat(source: SourceFormat, asked: Intent['format'], alpha: boolean): OutputFormat {
  if (asked === 'auto') return alpha ? 'png' : 'jpeg'
  if (asked) return asked
  return source === 'jpeg' || source === 'png' ? source : 'webp'
}

function stepsOf(
  { window, turn, output, at }: Geometry,
  bars: Color,
  under: Color | undefined,
): readonly Step[] {
  const laid = turnSize(window, turn)
  const padded = laid.width < output.width || laid.height < output.height
  const steps: (Step | false | undefined)[] = [
    !isIdentity(turn) && { op: 'turn', args: turn },
    padded && { op: 'pad', args: { size: output, ...at, color: bars } },
    under && { op: 'flatten', args: under },
  ]
  return steps.filter((step) => step !== false && step !== undefined)
}

/** What of the source the window shows: the resampler never makes the rest of `scaled`. */
function boxOf({ crop, scaled, window }: Geometry): Resize['box'] {
  const [across, down] = [crop.width / scaled.width, crop.height / scaled.height]
  return {
    x: crop.x + window.x * across,
    y: crop.y + window.y * down,
    width: window.width * across,
    height: window.height * down,
  }
}

/** The resampler must have that much left to do after the decoder's own reduction, or what it makes is too soft. */
const LEAST_SHRINK = 2

function denominatorOf(known: readonly Denominator[], { crop, scaled }: Geometry): Denominator {
  const shrink = Math.min(crop.width / scaled.width, crop.height / scaled.height)
  return known.findLast((denominator) => shrink / denominator >= LEAST_SHRINK) ?? 1
}

function overBlack({ r, g, b, alpha }: Color): Color {
  return { r: Math.round(r * alpha), g: Math.round(g * alpha), b: Math.round(b * alpha), alpha: 1 }
}

function decide(header: Decodable, intent: Intent, size: number): Plan {
  const shape = geometry(header, intent)
  const { bg = TRANSPARENT } = intent
  const barred = shape.window.width * shape.window.height < shape.output.width * shape.output.height
  const alpha = header.alpha || (barred && bg.alpha < 1)
  const format = outputFormat(header.format, intent.format, alpha)
  const opaque = format === 'jpeg'
  const settings = {
    quality: intent.quality ?? QUALITY[format],
    lossless: intent.lossless ?? false,
    progressive: intent.progressive ?? false,
    compression: intent.compression ?? COMPRESSION,
    adaptive: intent.adaptive ?? false,
    alpha: alpha && !opaque,
  }
  const steps = stepsOf(
    shape,
    opaque ? overBlack(bg) : bg,
    opaque && header.alpha ? overBlack(bg) : undefined,
  )
  const planar = opaque && !settings.progressive && steps.every(({ op }) => op === 'turn')
  const { crop, scaled, window, turn, output } = shape
  const plan = {
    denominator: denominatorOf(decoders[header.format].denominators, shape),
    resize: {
      box: boxOf(shape),
      size: { width: window.width, height: window.height },
      filter: intent.filter ?? 'lanczos3',
      halved: planar && halvesChroma(settings),
      turn,
      weighed: header.alpha && (crop.width !== scaled.width || crop.height !== scaled.height),
    },
    planar,
    steps,
    output,
    format,
    settings,
  }
  return { ...plan, memory: plannedMemory(header, size, plan) }
}

/** Megapixels of the largest source of this kind and shape whose plan fits. */
function largestThatFits(header: Decodable, intent: Intent, size: number, memory: number): number {
  const { crop: _crop, ...uncropped } = intent
  let fits = 0
  let fails = 1
  for (let round = 0; round < 20; round++) {
    const area = (fits + fails) / 2
    const side = Math.sqrt(area)
    const smaller = {
      ...header,
      width: Math.ceil(header.width * side),
      height: Math.ceil(header.height * side),
    }
    if (decide(smaller, uncropped, size * area).memory <= memory) fits = area
    else fails = area
  }
  return (header.width * header.height * fits) / 1e6
}

/**
 * Decides all of a transform from its options and the source's header; pure.
 * @param size length of the source in bytes
 * @param header one that `assertLimits` has let pass
 * @throws Failure too-large, bad-parameter, over-budget (naming the megapixels that would fit)
 */
export function makePlan(header: Decodable, intent: Intent, size: number, limits: Limits): Plan {
  const plan = decide(header, intent, size)
  const { width, height } = plan.output
  if (width * height > limits.output_pixels)
    throw new Failure(
      'too-large',
      `the output would be ${width}x${height}: at most ${limits.output_pixels} pixels`,
    )
  if (plan.memory > limits.memory) {
    const megapixels = ((header.width * header.height) / 1e6).toFixed(1)
    const would = largestThatFits(header, intent, size, limits.memory).toFixed(1)
    throw new Failure(
      'over-budget',
      `the image has ${megapixels} megapixels: at most ${would} of this kind fit`,
    )
  }
  return plan
}

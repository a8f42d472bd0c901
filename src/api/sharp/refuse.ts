import { bare } from '../../engine/options/own.ts'
import { Failure } from '../../errors.ts'
import { unknownName } from '../../signing/url/nearest.ts'
import { readable, shown } from '../engine/plain.ts'

/** Throws the failure for a call that the chain does not have. */
export function refuse(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

/** sharp names that the chain does not have, with what to use instead. */
export type Advice = Readonly<Record<string, string>>

/**
 * Checks the names of a method's options, and copies the own fields.
 * @param method method name, such as `resize`
 * @param known options that the chain has
 * @param advice sharp's options that the chain does not have
 * @throws Failure bad-parameter, also for a getter that throws
 */
export function ownOptions<Options extends object>(
  method: string,
  options: Options,
  known: readonly string[],
  advice: Advice = {},
): Options {
  const own = readable(`the argument of ${method}()`, () =>
    typeof options !== 'object' || options === null || Array.isArray(options) ? undefined : bare(options),
  )
  if (!own) refuse(`${method}() needs an object of options`)
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined || known.includes(name)) continue
    if (Object.hasOwn(advice, name)) refuse(`${method}({ ${name} }) is not supported: ${advice[name]}`)
    refuse(`${method}(): ${unknownName('option', name, known)}`)
  }
  return own
}

/** Checks a number that must be whole. */
export function assertInteger(
  name: string,
  value: unknown,
  min: number,
  max: number,
): asserts value is number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    refuse(`${name} must be a whole number from ${min} to ${max}, got ${shown(value)}`)
}

const NO_STREAM = 'the chain is no stream: use toBuffer() or toResponse()'
const NO_CHANNELS = 'the engine has no operations on single channels'
const NO_MORPHOLOGY = 'the engine has no morphology'
const OTHER_FORMATS = 'use jpeg(), png(), webp(), avif() or jxl()'
const KEEP = 'use keepMetadata()'
const SRGB = 'the output is in sRGB, or has the profile of the input with keepMetadata()'

/** sharp methods that the chain does not have. */
export const MISSING_METHODS: Advice = {
  affine: 'use rotate()',
  bandbool: NO_CHANNELS,
  boolean: 'use composite() with a blend mode',
  clahe: 'use normalise()',
  convolve: 'use blur() or sharpen()',
  dilate: NO_MORPHOLOGY,
  end: NO_STREAM,
  ensureAlpha: 'PNG, WebP, AVIF and JPEG XL keep the transparency of the input',
  erode: NO_MORPHOLOGY,
  extractChannel: NO_CHANNELS,
  gif: 'the engine writes animations as WebP: use webp(), with sharp(input, { animated: true })',
  heif: 'use avif()',
  joinChannel: NO_CHANNELS,
  jp2: OTHER_FORMATS,
  keepExif: KEEP,
  keepIccProfile: KEEP,
  keepXmp: KEEP,
  linear: 'use modulate()',
  median: 'use blur()',
  on: NO_STREAM,
  once: NO_STREAM,
  pipe: NO_STREAM,
  pipelineColorspace: 'the engine works in sRGB',
  pipelineColourspace: 'the engine works in sRGB',
  raw: 'use png(), and decode it',
  recomb: 'use grayscale(), tint() or modulate()',
  stats: 'use probe() of the engine, which has the dominant colour',
  tiff: OTHER_FORMATS,
  tile: 'use extract() for each tile',
  timeout: 'pass a signal: sharp(input, {}, { signal: AbortSignal.timeout(ms) })',
  toColorspace: SRGB,
  toColourspace: SRGB,
  toFile: 'write the bytes of toBuffer()',
  toUint8Array: 'use toBuffer(), which returns a Uint8Array',
  unflatten: 'the engine makes no pixels transparent',
  withDensity: KEEP,
  withExif: KEEP,
  withExifMerge: KEEP,
  withGainMap: 'use keepGainMap()',
  withIccProfile: SRGB,
  withXmp: KEEP,
  write: NO_STREAM,
}

const NO_SWITCH = 'the engine has no such switch: leave the call out'

/** Members of the function `sharp` that the chain does not have. */
export const MISSING_STATICS: Advice = {
  align: 'use oltext of the engine for texts',
  blend: 'pass the name of a blend mode to composite()',
  block: NO_SWITCH,
  bool: NO_CHANNELS,
  cache: NO_SWITCH,
  colorspace: SRGB,
  colourspace: SRGB,
  concurrency: NO_SWITCH,
  counters: NO_SWITCH,
  format: OTHER_FORMATS,
  interpolators: 'the engine has no affine()',
  queue: NO_SWITCH,
  simd: NO_SWITCH,
  unblock: NO_SWITCH,
  versions: 'the engine has no libvips',
}

import { bare } from '../../engine/options/own.ts'
import type { OutputDefaults } from '../../engine/options/transform-options.ts'
import { Failure } from '../../errors.ts'
import type { ImageOptions } from './options.ts'

type OutputOptions = Pick<
  ImageOptions,
  | 'format'
  | 'output'
  | 'quality'
  | 'lossless'
  | 'nearlossless'
  | 'progressive'
  | 'autoquality'
  | 'max_bytes'
  | 'animate'
  | 'colors'
  | 'palette'
>

function refuse(name: string, other: string, reason: string): never {
  throw new Failure('bad-parameter', `${name} cannot be combined with ${other}, ${reason}`)
}

/** Options with which no quality changes the file's length, as a URL has them. */
function withoutQuality({ format, lossless, nearlossless }: OutputOptions): string | undefined {
  if (format === 'png') return 'format=png'
  if (lossless) return 'lossless=1'
  return nearlossless ? 'nearlossless=1' : undefined
}

/**
 * Refuses output options that contradict each other.
 * @throws Failure bad-parameter
 */
export function assertOutput(options: OutputOptions): void {
  const { colors, palette, max_bytes: maxBytes, animate } = options
  if (palette === false && colors !== undefined)
    refuse('palette=0', 'colors', 'which makes a palette: leave one of them out')
  if (maxBytes === undefined) return
  const exact = withoutQuality(options)
  if (exact)
    refuse('max_bytes', exact, 'whose length depends on no quality: ask for format=auto or format=webp')
  if (animate) refuse('max_bytes', 'animate=1', 'because it limits one frame: leave one of them out')
}

type Format = OutputOptions['format']

const MAY_BE_JPEG: readonly Format[] = [undefined, 'auto', 'jpeg']
const MAY_REACH_SSIM: readonly Format[] = [...MAY_BE_JPEG, 'webp']

/**
 * Returns a zone's defaults that may apply to an image. The image's options win. A requested
 * quality also wins over a default `autoquality`.
 */
export function defaultsFor(options: OutputOptions, given: OutputDefaults): OutputDefaults | undefined {
  const defaults = bare(given)
  const { format, output, quality, progressive, autoquality, max_bytes: maxBytes } = options
  if (output === 'json') return undefined
  const isLossy = withoutQuality(options) === undefined
  const kept = {
    ...(progressive === undefined &&
      MAY_BE_JPEG.includes(format) &&
      defaults.progressive && { progressive: true as const }),
    ...(autoquality === undefined &&
      quality === undefined &&
      isLossy &&
      MAY_REACH_SSIM.includes(format) &&
      defaults.autoquality !== undefined && { autoquality: defaults.autoquality }),
    ...(maxBytes === undefined &&
      isLossy &&
      defaults.max_bytes !== undefined && { max_bytes: defaults.max_bytes }),
  }
  return Object.keys(kept).length > 0 ? bare(kept) : undefined
}

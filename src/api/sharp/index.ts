import '../../engine/codecs/standard.ts'
import { bare } from '../../engine/options/own.ts'
import { ownFields, readable } from '../engine/plain.ts'
import type { Context, EngineOptions, Input } from '../engine/public.ts'
import { Sharp } from './chain.ts'
import { MISSING_STATICS, ownOptions, refuse } from './refuse.ts'
import { CONSTANTS } from './resize.ts'
import type { SharpOptions } from './types.ts'

export { type ErrorCode, Failure } from '../../errors.ts'
export type { Context, Input } from '../engine/public.ts'
export type { Sharp } from './chain.ts'
export type { SharpColor } from './color.ts'
export type { OverlayOptions } from './composite.ts'
export type { AvifOptions, JpegOptions, JxlOptions, PngOptions, WebpOptions } from './output.ts'
export type { ResizeOptions } from './resize.ts'
export type { Metadata, ModulateOptions, Output, OutputInfo, Region, SharpOptions } from './types.ts'

const KNOWN: readonly (keyof SharpOptions)[] = ['animated', 'page', 'pages', 'limitInputPixels', 'autoOrient']

const PICTURE = 'pass the bytes of a picture'
const ADVICE = {
  create: PICTURE,
  density: 'an SVG can only be an overlay: use composite()',
  failOn: 'the engine refuses damaged pictures: leave it out',
  failOnError: 'the engine refuses damaged pictures: leave it out',
  ignoreIcc: 'the engine converts to sRGB: leave it out',
  join: PICTURE,
  raw: PICTURE,
  sequentialRead: 'the engine always streams: leave it out',
  text: 'use oltext of the engine',
  unlimited: 'set limits in the context: sharp(input, {}, { limits })',
}

function framesOf({ animated, page, pages }: SharpOptions): EngineOptions {
  if (pages !== undefined && pages !== 1 && pages !== -1) refuse('sharp({ pages }) must be 1 or -1')
  return {
    ...((animated || pages === -1) && { animate: true }),
    ...(page !== undefined && { page: readable('sharp({ page })', () => page + 1) }),
  }
}

function start(input: Input, options: SharpOptions = {}, context: Omit<Context, 'files'> = {}): Sharp {
  const own = ownOptions('sharp', options, KNOWN, ADVICE)
  const { limitInputPixels: pixels } = own
  const around = ownFields('the context', context)
  const limits =
    pixels === undefined ? around.limits : bare(ownFields('limits', around.limits ?? {}), { pixels })
  return new Sharp({ input, options: framesOf(own), context: bare<Context>(around, { limits }) })
}

/**
 * Starts a chain with sharp's method names. The second argument has input options, the third the
 * signal and limits.
 * @throws Failure bad-parameter: something that the chain does not have, with what to use instead
 * @example
 * const webp = await sharp(input).resize(400, 300).webp({ quality: 80 }).toBuffer()
 */
export const sharp: typeof start & typeof CONSTANTS = Object.assign(start, CONSTANTS)

for (const [name, advice] of Object.entries(MISSING_STATICS))
  Object.defineProperty(sharp, name, {
    get: () => refuse(`sharp.${name} is not supported: ${advice}`),
  })

export default sharp

import type { Limits } from '../../limits.ts'
import { MIN_PIXELS } from '../formats/animation.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import { joined, mentioning, type Piece, type PlainOptions, parts, setting } from '../options/mention.ts'
import { areaOf, type Size } from '../picture/size.ts'
import type { Plan } from './plan.ts'

/** Encoding that takes about four times as long as a lossy encoding at effort `fast`. */
interface SlowEncoding {
  readonly isUsed: (settings: EncodeSettings) => boolean
  /** Name of the encoding for an error message, as in "a lossless output". */
  readonly name: Piece
  /** Option that turns the encoding off. */
  readonly without: PlainOptions
}

/**
 * Effort `best` takes 3.1 to 4 times as long as effort `fast` (2026-11-29). Lossless encoding took
 * 4 times as long as libwebp's method 2, which preceded the effort `fast` (2026-11-26).
 */
const SLOW_ENCODINGS: readonly SlowEncoding[] = [
  { isUsed: ({ lossless }) => lossless, name: 'a lossless output', without: { lossless: false } },
  {
    isUsed: ({ nearLossless }) => nearLossless,
    name: 'a lossless output',
    without: { nearlossless: false },
  },
  {
    isUsed: ({ effort }) => effort === 'best',
    name: parts`an output of ${setting({ effort: 'best' })}`,
    without: { effort: 'fast' },
  },
]

/** Weight that a pixel has in a slow encoding. */
const SLOW_WEIGHT = 4

const slowEncodings = (settings: EncodeSettings) => SLOW_ENCODINGS.filter(({ isUsed }) => isUsed(settings))

const weightOf = (settings: EncodeSettings) => (slowEncodings(settings).length > 0 ? SLOW_WEIGHT : 1)

/** Returns the options that turn an output's slow encodings off. */
function withoutSlowEncodings(settings: EncodeSettings): PlainOptions {
  let options: PlainOptions = {}
  for (const { without } of slowEncodings(settings)) options = { ...options, ...without }
  return options
}

/**
 * Returns the pixels that one frame counts toward the limit on animations: the canvas pixels or the
 * weighted output pixels, whichever are more. A small frame counts a fixed minimum.
 */
export function countedPixels(canvas: Size, output: Size, settings: EncodeSettings): number {
  return Math.max(MIN_PIXELS, areaOf(canvas), weightOf(settings) * areaOf(output))
}

const text = ({ width, height }: Size) => `${width}x${height}`

function fittingSize({ width, height }: Size, pixels: number): Size {
  const scale = Math.sqrt(pixels / (width * height))
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
}

/**
 * Alternatives to a refused animation that fit into memory. A refusal suggests only these
 * alternatives, because the next request could otherwise be refused for its memory.
 */
export interface FittingAnimation {
  /** Requested output size if it fits, otherwise the largest size with the same shape that fits. */
  readonly largest: Size | undefined
  /** Returns `true` if an animation with this frame count fits at the requested size. */
  hasRoom(frames: number): boolean
  hasRoomForStill(): boolean
  /** Returns `true` if the animation fits without slow encodings. */
  hasRoomIfFast(): boolean
}

type AnimatedPlan = Pick<Plan, 'animation' | 'output' | 'settings'>

/**
 * Checks an animation's pixels, added up over all its frames, against the limit. This also limits
 * its processing time.
 * @param canvas the original's size
 * @param fitting is called only if the animation is refused
 * @throws Failure too-large, naming what would fit
 */
export function assertAnimationPixels(
  canvas: Size,
  { animation, output, settings }: AnimatedPlan,
  { animation_pixels: maxPixels }: Pick<Limits, 'animation_pixels'>,
  fitting: () => FittingAnimation,
): void {
  if (!animation) return
  const { frames } = animation
  const each = countedPixels(canvas, output, settings)
  if (frames * each <= maxPixels) return
  const weight = weightOf(settings)
  const [slow] = slowEncodings(settings)
  const larger = areaOf(canvas) >= weight * areaOf(output) ? canvas : output
  const rules = [
    `at most ${maxPixels} pixels over all frames are allowed`,
    ...(slow ? [parts`a pixel of ${slow.name} counts four times`] : []),
    ...(each === MIN_PIXELS ? [`a frame counts as at least ${MIN_PIXELS} pixels`] : []),
  ]
  const ways = fittingWays({ canvas, output, settings, frames }, maxPixels, fitting())
  const refused = parts`the animation has ${frames} frames of ${text(larger)}: ${joined(rules, ', ')}`
  throw mentioning(
    'too-large',
    ways.length > 0 ? parts`${refused}; ${joined(ways, ', or ')} would fit` : refused,
  )
}

function fittingWays(
  { canvas, output, settings, frames }: Omit<AnimatedPlan, 'animation'> & { canvas: Size; frames: number },
  maxPixels: number,
  { largest, hasRoom, hasRoomForStill, hasRoomIfFast }: FittingAnimation,
): readonly Piece[] {
  const ways: Piece[] = []
  const room = Math.floor(maxPixels / frames)
  const weight = weightOf(settings)
  if (Math.max(MIN_PIXELS, areaOf(canvas)) <= room) {
    if (weight > 1 && areaOf(output) <= room && hasRoomIfFast())
      ways.push(setting(withoutSlowEncodings(settings)))
    const bounded = fittingSize(output, room / weight)
    if (largest) ways.push(`an output of ${text(areaOf(largest) < areaOf(bounded) ? largest : bounded)}`)
  }
  const fewer = Math.floor(maxPixels / countedPixels(canvas, output, settings))
  if (fewer > 1 && hasRoom(fewer)) ways.push(`${fewer} frames of this size`)
  if (hasRoomForStill()) ways.push(setting({ animate: false }))
  return ways
}

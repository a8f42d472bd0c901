import { Failure } from '../../errors.ts'
import type { Limits } from '../../limits.ts'
import { MIN_PIXELS } from '../formats/animation.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import { areaOf, type Size } from '../picture/size.ts'
import type { Plan } from './plan.ts'

/**
 * Weight of a pixel that is encoded losslessly, which takes four times as long as lossy encoding
 * (2026-11-26).
 */
const LOSSLESS_WEIGHT = 4

const weightOf = ({ lossless, nearLossless }: EncodeSettings) =>
  lossless || nearLossless ? LOSSLESS_WEIGHT : 1

/**
 * Returns the number of pixels for which one frame counts against the limit on animations: the
 * pixels of the canvas, or the weighted pixels of the output, whichever are more. A small frame
 * counts a fixed minimum.
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
 * alternatives. Otherwise the next request could be refused for its memory.
 */
export interface FittingAnimation {
  /**
   * Requested size of the output if it fits, otherwise the largest size of the same shape that
   * fits.
   */
  readonly largest: Size | undefined
  /** Returns `true` if an animation with this number of frames fits at the requested size. */
  hasRoom(frames: number): boolean
  hasRoomForStill(): boolean
  hasRoomWithLoss(): boolean
}

type AnimatedPlan = Pick<Plan, 'animation' | 'output' | 'settings'>

/**
 * Checks the pixels of an animation, added up over all its frames, against the limit. This also
 * limits its processing time.
 * @param canvas size of the original
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
  const larger = areaOf(canvas) >= weight * areaOf(output) ? canvas : output
  const rules = [
    `at most ${maxPixels} pixels over all frames are allowed`,
    ...(weight > 1 ? ['a pixel of a lossless output counts four times'] : []),
    ...(each === MIN_PIXELS ? [`a frame counts as at least ${MIN_PIXELS} pixels`] : []),
  ]
  const ways = fittingWays({ canvas, output, settings, frames }, maxPixels, fitting()).join(', or ')
  throw new Failure(
    'too-large',
    `the animation has ${frames} frames of ${text(larger)}: ${rules.join(', ')}${ways && `; ${ways} would fit`}`,
  )
}

function fittingWays(
  { canvas, output, settings, frames }: Omit<AnimatedPlan, 'animation'> & { canvas: Size; frames: number },
  maxPixels: number,
  { largest, hasRoom, hasRoomForStill, hasRoomWithLoss }: FittingAnimation,
): string[] {
  const ways: string[] = []
  const room = Math.floor(maxPixels / frames)
  const weight = weightOf(settings)
  if (Math.max(MIN_PIXELS, areaOf(canvas)) <= room) {
    if (weight > 1 && areaOf(output) <= room && hasRoomWithLoss())
      ways.push(`${settings.lossless ? 'lossless' : 'nearlossless'}=0`)
    const bounded = fittingSize(output, room / weight)
    if (largest) ways.push(`an output of ${text(areaOf(largest) < areaOf(bounded) ? largest : bounded)}`)
  }
  const fewer = Math.floor(maxPixels / countedPixels(canvas, output, settings))
  if (fewer > 1 && hasRoom(fewer)) ways.push(`${fewer} frames of this size`)
  if (hasRoomForStill()) ways.push('animate=0')
  return ways
}

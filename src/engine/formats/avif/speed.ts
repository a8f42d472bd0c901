import { areaOf, type Size } from '../../picture/size.ts'

/** Maximum pixels in an output that libaom encodes at the lower one of its two speeds. */
export const LOW_SPEED_PIXELS = 500_000

/**
 * libaom's speed settings (a higher speed is faster). At the same SSIMULACRA2, speed 8 takes 13 %
 * fewer bytes than WebP. Speed 9 takes as many bytes as WebP (docs/avif.md), in a third of speed
 * 8's time. No photograph takes longer than a third of a second.
 */
export const SPEEDS = { low: 8, high: 9 } as const

/** Returns libaom's speed setting for an output. */
export const encoderSpeed = (size: Size) => SPEEDS[areaOf(size) <= LOW_SPEED_PIXELS ? 'low' : 'high']

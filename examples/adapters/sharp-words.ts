import type { EngineOptions } from '@owner/signet-worker/engine'

type Place = Pick<EngineOptions, 'crop' | 'position'>

/** Positions at which sharp looks for the most interesting part of an image. */
const SMART = ['attention', 'entropy']

/**
 * Translates a `position` of sharp, such as `right top`, to options of the engine. The engine
 * refuses an unknown position by name.
 */
export function placeOf(position: string): Place {
  const words = position
    .toLowerCase()
    .replace('center', 'center')
    .split(/[\s_+-]+/)
  if (words.some((word) => SMART.includes(word))) return { crop: 'smart' }
  const sides = ['top', 'bottom', 'left', 'right'].filter((side) => words.includes(side)).join('')
  return { position: (sides || words.join(' ')) as Place['position'] }
}

/** Translates a color such as `#fd6` or `ffdd66` to six hex digits. Other texts are kept. */
export const colorOf = (color: string): string =>
  color.replace(/^#/, '').replace(/^([\da-f])([\da-f])([\da-f])$/i, '$1$1$2$2$3$3')

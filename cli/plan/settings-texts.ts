import { type EncodeSettings, isLossless } from '../../src/engine/formats/codec.ts'
import type { OutputFormat } from '../../src/engine/formats/codecs.ts'
import type { Plan } from '../../src/engine/plan/plan.ts'
import { isSearched } from '../../src/engine/search/goal.ts'

type Texts = readonly (string | false | undefined)[]

/** Texts for a format's settings. `quality` is the text for the quality. */
type Describe = (settings: EncodeSettings, quality: string) => Texts

const SETTINGS: Readonly<Record<OutputFormat, Describe>> = {
  jpeg: ({ progressive, effort, subsampling }, quality) => [
    quality,
    progressive && 'progressive',
    effort === 'best' && 'best effort',
    subsampling === '444' && 'full chroma',
  ],
  png: ({ compression, adaptive, colors, dither }) => [
    colors !== undefined && `up to ${colors} colors`,
    colors !== undefined && !dither && 'not dithered',
    `compression ${compression}`,
    adaptive && 'adaptive filters',
  ],
  webp: ({ lossless, nearLossless, alpha, alphaQuality, effort }, quality) => [
    lossless ? 'lossless' : `${nearLossless ? 'near lossless, ' : ''}${quality}`,
    !lossless && !nearLossless && effort === 'best' && 'best effort',
    alpha && !lossless && `alpha quality ${alphaQuality}`,
  ],
  jxl: (settings, quality) => {
    const { alpha, alphaQuality, effort, depth } = settings
    if (isLossless(settings))
      return ['lossless', effort === 'best' && 'best effort', depth === 16 && '16 bits']
    return [quality, alpha && `alpha quality ${alphaQuality}`]
  },
  avif: ({ lossless, alpha }, quality) => [lossless ? 'lossless' : quality, alpha && 'with alpha'],
}

/**
 * Returns texts about a plan's encoder settings. With `max_bytes` or `autoquality`, the quality is
 * the highest one that is tried.
 */
export function settingsTexts({ format, settings, goal }: Pick<Plan, 'format' | 'settings' | 'goal'>): Texts {
  const quality = `quality ${isSearched(goal) ? 'up to ' : ''}${settings.quality}`
  return SETTINGS[format](settings, quality)
}

import { type EngineOptions, Failure, transform } from '@owner/signet-worker/engine'
import type { ImageOutputFormat, LocalImageService } from 'astro'
import { baseService } from 'astro/assets'
import { colorOf, placeOf } from './sharp-words.ts'

/** Names that pages can give a quality. The numbers are those of Astro's own service. */
const QUALITIES: Readonly<Record<string, number>> = { low: 25, mid: 50, high: 80, max: 100 }

/** Meaning of `fit`, as in Astro's own service. */
const FITS: Readonly<Record<string, EngineOptions['fit']>> = {
  cover: 'cover',
  contain: 'inside',
  inside: 'inside',
  'scale-down': 'inside',
  fill: 'fill',
  outside: 'outside',
}

/** Transform that a page asks for. */
interface Wanted {
  readonly src: string
  readonly width?: number
  readonly height?: number
  readonly format?: string
  readonly quality?: string | number | null
  readonly fit?: string | null
  readonly position?: string
  readonly background?: string
}

/** Returns the options that crop to a width and a height. */
function cropOf({ width, height, fit, position }: Wanted): EngineOptions {
  if (!width || !height) return {}
  const mode = FITS[fit ?? 'cover'] ?? 'inside'
  return mode === 'cover' && position ? placeOf(position) : { fit: mode }
}

function optionsOf(wanted: Wanted, format: EngineOptions['format']): EngineOptions {
  const { width, height, quality, background } = wanted
  return {
    width: width && Math.round(width),
    height: height && Math.round(height),
    enlarge: false,
    ...cropOf(wanted),
    format,
    quality: quality ? (QUALITIES[quality] ?? Number(quality)) : undefined,
    animate: format === 'webp' || undefined,
    bg: format === 'jpeg' && background ? colorOf(background) : undefined,
  }
}

/** Optimizes the images of a site while it is built, or in the Worker that renders it. */
const service: LocalImageService = {
  ...baseService,
  async transform(input, request) {
    const wanted = request as Wanted
    const { src, format = 'webp' } = wanted
    if (format === 'svg') return { data: input, format }
    try {
      const engineFormat = (format === 'jpg' ? 'jpeg' : format) as EngineOptions['format']
      const { body, info } = await transform(input, optionsOf(wanted, engineFormat))
      return { data: body, format: info.format satisfies ImageOutputFormat }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      throw new Error(`${src}: ${error.detail ?? error.code}`, { cause: error })
    }
  },
}
export default service

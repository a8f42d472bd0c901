import { cachePath, sourcePath } from '../sources.ts'

/** Several operations in one request, as a query and as sharp calls. */
export interface OperationSet {
  readonly title: string
  readonly query: string
  /** Threshold if the result is a black and white picture. */
  readonly threshold: number | undefined
  /** Blend modes for four overlays in the corners. The set then contains only these and `width`. */
  readonly layers?: readonly LayerBlend[]
  /**
   * `true` if the set only resizes in linear light. sharp approximates linear light with a gamma of
   * 2.2.
   */
  readonly linear?: true
}

export type LayerBlend = 'normal' | 'multiply' | 'screen' | 'soft-light'

const GEOMETRY = 'crop=3600,2700&width=1200&extend=40&bg=ffffff&rotate=7&flip=1&flop=1'
const COLORS = 'sharpen=1&blur=1.5&gamma=1.8&negate=1&normalize=1&tint=ffb03d&removealpha=1'
const OUTPUT = 'olurl=/mark.png&olalign=bottomright&olpadding=60&format=jpeg&quality=82'

const LAYERS: readonly LayerBlend[] = ['normal', 'multiply', 'screen', 'soft-light']

/** Corner names in the same order as `LAYERS`. */
export const CORNERS = ['topleft', 'topright', 'bottomleft', 'bottomright'] as const

const LAYERED = LAYERS.map((blend, index) => {
  const prefix = index === 0 ? 'ol' : `ol${index + 1}`
  return `${prefix}url=/mark.png&${prefix}align=${CORNERS[index]}&${prefix}blend=${blend}`
}).join('&')

export const SETS = {
  colors: {
    title:
      'crop, width, extend, rotate, flip, flop, sharpen, blur, gamma, negate, normalize, tint, removealpha, overlay',
    query: `${GEOMETRY}&${COLORS}&${OUTPUT}`,
    threshold: undefined,
  },
  whole: {
    title: 'the same with grayscale and threshold',
    query: `${GEOMETRY}&${COLORS}&grayscale=1&threshold=110&${OUTPUT}`,
    threshold: 110,
  },
  layers: {
    title: 'width, four overlays: normal, multiply, screen, soft-light',
    query: `width=1200&${LAYERED}&format=jpeg&quality=82`,
    threshold: undefined,
    layers: LAYERS,
  },
  light: {
    title: 'width 400 in linear light',
    query: 'width=400&linear=1&format=jpeg&quality=82',
    threshold: undefined,
    linear: true,
  },
} as const satisfies Record<string, OperationSet>

export type SetName = keyof typeof SETS

/** Path to a photograph with 12 megapixels. */
export const SET_SOURCE = sourcePath('jpeg12')

/** Path to the overlay. */
export const SET_OVERLAY = cachePath('mark.png')

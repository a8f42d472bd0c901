import { bare, ownValue } from '../../engine/options/own.ts'
import { readable } from '../engine/plain.ts'
import type { Draft, Format, OutputOptions } from './draft.ts'
import { engineValue, withPalette } from './encoder-values.ts'
import { type Advice, ownOptions, refuse } from './refuse.ts'

/** Options for `jpeg`. */
export interface JpegOptions {
  /** From 1 to 100. Default: 80, like in sharp. */
  readonly quality?: number | undefined
  /** `true` writes a progressive JPEG. Default: `false`. */
  readonly progressive?: boolean | undefined
  /**
   * Color resolution. `4:2:0` halves its width and height. Default: `4:4:4` where edges in graphics
   * would blur and from quality 95 on, else `4:2:0`.
   */
  readonly chromaSubsampling?: '4:2:0' | '4:4:4' | undefined
  /**
   * `true` makes a smaller file in more time: a progressive one, unless `progressive` is `false`.
   * Default: `false`.
   */
  readonly mozjpeg?: boolean | undefined
}

/** Options for `png`. */
export interface PngOptions {
  /** From 0 (stored) to 9 (smallest). Default: 3. */
  readonly compressionLevel?: number | undefined
  /** `true` chooses the best filter for each row. Default: `false`. */
  readonly adaptiveFiltering?: boolean | undefined
  /** `true` reduces the colors to a palette. Default: `true` if `colours` or `dither` is set. */
  readonly palette?: boolean | undefined
  /** Maximum color count, from 2 to 256. Default: 256. */
  readonly colours?: number | undefined
  /** Alternative spelling for `colours`. */
  readonly colors?: number | undefined
  /** 0 does not dither reduced colors. Default: 1. */
  readonly dither?: 0 | 1 | undefined
}

/** Options for `webp`. */
export interface WebpOptions {
  /** From 1 to 100. Default: 80, like in sharp. */
  readonly quality?: number | undefined
  /** Transparency quality, from 0 to 100. Default: 100. */
  readonly alphaQuality?: number | undefined
  /** `true` keeps every pixel exactly. Default: `false`. */
  readonly lossless?: boolean | undefined
  /** `true` allows small pixel changes, which `quality` bounds. Default: `false`. */
  readonly nearLossless?: boolean | undefined
  /** 0 to 6. 6 makes smaller files in four times the time. All others are equal. Default: 4. */
  readonly effort?: number | undefined
}

/** Options for `avif`. */
export interface AvifOptions {
  /** From 1 to 100. Default: 50, like in sharp. */
  readonly quality?: number | undefined
}

/** Options for `jxl`. */
export interface JxlOptions {
  /** From 1 to 100. Default: the engine's. */
  readonly quality?: number | undefined
  /** `true` keeps every pixel exactly. Default: `false`. */
  readonly lossless?: boolean | undefined
  /** 1 to 9. 7 and more make smaller files in more time with `lossless`. Default: 1. */
  readonly effort?: number | undefined
}

/** Options for every format, by their names in sharp, and what to use instead of all others. */
interface FormatRow {
  readonly options: Readonly<Record<string, keyof OutputOptions>>
  readonly advice: Advice
}

const EFFORT = 'the engine has one effort for it: leave it out'
const CHROMA = 'the engine chooses it by the size: leave it out'
const FORCE = 'the format is always that of the call: leave it out'
const QUALITY = 'use colours, the maximum number of colours'
const DEPTH = 'the engine writes the fewest bits that the colours need: leave it out'
const MOZJPEG = 'use mozjpeg: true, or progressive: true alone'
const CODING = 'Huffman tables always follow the picture: leave it out'
const LOOP = 'the loops and durations of the input stay: leave it out'

const FORMATS: Readonly<Record<Format, FormatRow>> = {
  jpeg: {
    options: {
      quality: 'quality',
      progressive: 'progressive',
      chromaSubsampling: 'subsampling',
      mozjpeg: 'effort',
    },
    advice: {
      force: FORCE,
      optimiseCoding: CODING,
      optimiseScans: MOZJPEG,
      optimizeCoding: CODING,
      optimizeScans: MOZJPEG,
      overshootDeringing: MOZJPEG,
      quantisationTable: MOZJPEG,
      quantizationTable: MOZJPEG,
      trellisQuantisation: MOZJPEG,
    },
  },
  png: {
    options: {
      compressionLevel: 'compression',
      adaptiveFiltering: 'adaptive',
      palette: 'palette',
      colours: 'colors',
      colors: 'colors',
      dither: 'dither',
    },
    advice: {
      bitdepth: DEPTH,
      effort: EFFORT,
      force: FORCE,
      progressive: 'the engine writes no interlaced PNG: leave it out',
      quality: QUALITY,
    },
  },
  webp: {
    options: {
      quality: 'quality',
      alphaQuality: 'alphaquality',
      lossless: 'lossless',
      nearLossless: 'nearlossless',
      effort: 'effort',
    },
    advice: {
      delay: LOOP,
      exact: 'the engine does not keep the colours of transparent pixels: leave it out',
      force: FORCE,
      loop: LOOP,
      minSize: EFFORT,
      mixed: EFFORT,
      preset: EFFORT,
      smartDeblock: EFFORT,
      smartSubsample: EFFORT,
    },
  },
  avif: {
    options: { quality: 'quality' },
    advice: {
      bitdepth: 'the engine writes 8 bits: leave it out',
      chromaSubsampling: CHROMA,
      effort: EFFORT,
      lossless: 'use webp({ lossless: true })',
      tune: EFFORT,
    },
  },
  jxl: {
    options: { quality: 'quality', lossless: 'lossless', effort: 'effort' },
    advice: {
      decodingTier: 'every file decodes at the same speed: leave it out',
      delay: 'the engine writes one frame: leave it out',
      distance: 'use quality',
      loop: 'the engine writes one frame: leave it out',
    },
  },
}

/** Formats by the names in sharp's `toFormat`. */
const NAMES: ReadonlyMap<string, Format> = new Map([
  ['jpeg', 'jpeg'],
  ['jpg', 'jpeg'],
  ['jpe', 'jpeg'],
  ['png', 'png'],
  ['webp', 'webp'],
  ['avif', 'avif'],
  ['jxl', 'jxl'],
])

/** Adds the output format to a draft. */
export function addFormat(draft: Draft, format: Format, given: object = {}): void {
  const { options, advice } = FORMATS[format]
  const own = ownOptions(format, given, Object.keys(options), advice)
  const named = Object.entries(own).flatMap(([name, value]) => {
    const option = ownValue(options, name)
    if (option === undefined || value === undefined) return []
    return [[option, engineValue(format, option, value)] as const]
  })
  draft.format = format
  draft.output = withPalette(bare(Object.fromEntries(named)))
}

/** Reads a format name. */
export function readFormat(format: string | { readonly id: string }): Format {
  const name: unknown =
    typeof format === 'object' && format !== null ? readable('the format', () => format.id) : format
  if (typeof name !== 'string')
    refuse('toFormat() needs the name of a format: use jpeg, png, webp, avif or jxl')
  return (
    NAMES.get(name.toLowerCase()) ??
    refuse(`toFormat('${name}') is not supported: use jpeg, png, webp, avif or jxl`)
  )
}

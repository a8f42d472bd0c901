import type { Draft, Format, OutputOptions } from './draft.ts'
import { type Advice, assertOptions, refuse } from './refuse.ts'

export interface JpegOptions {
  readonly quality?: number | undefined
  readonly progressive?: boolean | undefined
}

export interface PngOptions {
  readonly compressionLevel?: number | undefined
  readonly adaptiveFiltering?: boolean | undefined
}

export interface WebpOptions {
  readonly quality?: number | undefined
  readonly alphaQuality?: number | undefined
  readonly lossless?: boolean | undefined
  readonly nearLossless?: boolean | undefined
}

export interface AvifOptions {
  readonly quality?: number | undefined
}

/** Options of every format, by their names in sharp, and what to use instead of all others. */
interface FormatRow {
  readonly options: Readonly<Record<string, keyof OutputOptions>>
  readonly advice: Advice
}

const EFFORT = 'the engine has one effort: leave it out'
const CHROMA = 'the engine chooses it by the quality: leave it out'
const FORCE = 'the format is always that of the call: leave it out'
const PALETTE = 'the engine writes no palettes: leave it out'
const MOZJPEG = 'use progressive: true, which has the tables and scans of MozJPEG'
const LOOP = 'the loops and durations of the input stay: leave it out'

const FORMATS: Readonly<Record<Format, FormatRow>> = {
  jpeg: {
    options: { quality: 'quality', progressive: 'progressive' },
    advice: {
      chromaSubsampling: CHROMA,
      force: FORCE,
      mozjpeg: MOZJPEG,
      optimiseCoding: MOZJPEG,
      optimiseScans: MOZJPEG,
      optimizeCoding: MOZJPEG,
      optimizeScans: MOZJPEG,
      overshootDeringing: MOZJPEG,
      quantisationTable: MOZJPEG,
      quantizationTable: MOZJPEG,
      trellisQuantisation: MOZJPEG,
    },
  },
  png: {
    options: { compressionLevel: 'compression', adaptiveFiltering: 'adaptive' },
    advice: {
      bitdepth: PALETTE,
      colors: PALETTE,
      colours: PALETTE,
      dither: PALETTE,
      effort: EFFORT,
      force: FORCE,
      palette: PALETTE,
      progressive: 'the engine writes no interlaced PNG: leave it out',
      quality: PALETTE,
    },
  },
  webp: {
    options: {
      quality: 'quality',
      alphaQuality: 'alphaquality',
      lossless: 'lossless',
      nearLossless: 'nearlossless',
    },
    advice: {
      delay: LOOP,
      effort: EFFORT,
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
}

/** Formats by the names of sharp's `toFormat`. */
const NAMES: ReadonlyMap<string, Format> = new Map([
  ['jpeg', 'jpeg'],
  ['jpg', 'jpeg'],
  ['jpe', 'jpeg'],
  ['png', 'png'],
  ['webp', 'webp'],
  ['avif', 'avif'],
])

/** Adds the format of the output to a draft. */
export function addFormat(draft: Draft, format: Format, given: object = {}): void {
  const { options, advice } = FORMATS[format]
  assertOptions(format, given, Object.keys(options), advice)
  const named = Object.entries(given).flatMap(([name, value]) => {
    const option = options[name]
    return option === undefined || value === undefined ? [] : [[option, value] as const]
  })
  draft.format = format
  draft.output = Object.fromEntries(named)
}

/** Reads the name of a format. */
export const readFormat = (name: string): Format =>
  NAMES.get(name.toLowerCase()) ?? refuse(`toFormat('${name}') is not supported: use jpeg, png, webp or avif`)

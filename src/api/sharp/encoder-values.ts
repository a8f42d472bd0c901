import type { Effort } from '../../engine/formats/codec.ts'
import { shown } from '../engine/plain.ts'
import type { Format, OutputOptions } from './draft.ts'
import { assertInteger, refuse } from './refuse.ts'

/** sharp's efforts: the lowest, the highest, and the lowest that maps to the engine's `best`. */
const EFFORTS = { webp: [0, 6, 6], jxl: [1, 9, 7] } as const

/** Returns the engine's effort for one of sharp's. */
function effortOf(format: Format, effort: unknown): Effort {
  const [min, max, best] = EFFORTS[format === 'jxl' ? 'jxl' : 'webp']
  assertInteger(`${format}({ effort })`, effort, min, max)
  return effort >= best ? 'best' : 'fast'
}

/** Returns the engine's effort for sharp's `mozjpeg`. */
function mozjpegEffort(value: unknown): Effort {
  if (typeof value !== 'boolean') refuse(`jpeg({ mozjpeg }) must be true or false, got ${shown(value)}`)
  return value ? 'best' : 'fast'
}

const CHROMA: ReadonlyMap<unknown, OutputOptions['subsampling']> = new Map([
  ['4:2:0', '420'],
  ['4:4:4', '444'],
] as const)

function chromaOf(value: unknown): OutputOptions['subsampling'] {
  return (
    CHROMA.get(value) ?? refuse(`jpeg({ chromaSubsampling }) must be '4:2:0' or '4:4:4', got ${shown(value)}`)
  )
}

/** Returns the engine's switch for sharp's dithering level. */
function ditherOf(level: unknown): boolean {
  if (level !== 0 && level !== 1)
    refuse(
      `png({ dither }) must be 0 or 1, got ${shown(level)}: the engine dithers all of the error or nothing`,
    )
  return level === 1
}

/** Returns the engine's value for a sharp option. */
export function engineValue(format: Format, option: keyof OutputOptions, value: unknown): unknown {
  if (option === 'effort') return format === 'jpeg' ? mozjpegEffort(value) : effortOf(format, value)
  if (option === 'subsampling') return chromaOf(value)
  return option === 'dither' ? ditherOf(value) : value
}

/**
 * Returns the options with the palette that sharp would write: `colours` and `dither` imply one,
 * unless `palette` is `false`.
 */
export function withPalette({ palette, colors, dither, ...others }: OutputOptions): OutputOptions {
  if (palette === false || (palette ?? colors ?? dither) === undefined) return others
  return {
    ...others,
    ...(colors === undefined ? { palette: true } : { colors }),
    ...(dither === false && { dither }),
  }
}

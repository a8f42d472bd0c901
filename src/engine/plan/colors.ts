import { colorConversion, nonSrgbSpace, SRGB } from '../color/conversion.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import type { PlannedStep } from '../ops/operations.ts'
import { mention, mentioning, parts, setting } from '../options/mention.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { PlannedLight, PlannedResize } from '../rows/resize.ts'
import { curveTables } from '../rows/wide-stage.ts'

/** Work on colors that the resize does. */
export type PlannedColors = Pick<PlannedResize, 'gamma' | 'space' | 'light' | 'matrix'>

/**
 * Plan for linear light, gamma and the conversion to sRGB. `resize` contains the work that the
 * resize does.
 */
export interface Recoloring {
  readonly resize: PlannedColors
  /** Steps for the work that remains after the resize. They follow the filter's steps. */
  readonly steps: readonly PlannedStep[]
}

/**
 * Returns the color space in which exact samples are. A profile that is kept, or that is converted
 * by its table, has a curve close to sRGB's, so that sRGB stands for its space.
 */
function exactSpace(header: Header, kept: boolean): PlannedLight {
  const own = kept ? undefined : nonSrgbSpace(header)
  return { space: own ? 'original' : 'srgb', tables: curveTables(own ?? SRGB) }
}

/**
 * Plans gamma and the conversion to sRGB inside the resize, before 16-bit samples are rounded to 8
 * bits.
 */
function within({ space }: PlannedLight, gamma: number | undefined): PlannedColors {
  const isConverted = gamma !== undefined || space === 'original'
  return { gamma, ...(isConverted && { space }) }
}

/**
 * Plans linear light, gamma and the conversion to sRGB. Pure.
 * @param kept `true` if the original's profile is embedded, so that colors are not converted
 * @param filtered `true` if filter steps follow the resize. Gamma is then undone after the last
 *   step
 * @throws Failure bad-parameter: linear light is combined with gamma or with a filter that has
 *   steps
 */
export function recoloring(
  header: Header,
  {
    gamma = 0,
    linear = false,
    filter = 'lanczos3',
  }: Partial<Pick<TransformOptions, 'gamma' | 'linear' | 'filter'>>,
  { kept, filtered }: { readonly kept: boolean; readonly filtered: boolean },
): Recoloring {
  const power = gamma === 0 || gamma === 1 ? undefined : gamma
  const { kind } = (kept ? undefined : colorConversion(header)) ?? {}
  const conversions: readonly PlannedStep[] = kind ? [{ op: 'convert', args: { kind } }] : []
  // A conversion by a profile's table works on 8 bits, so it is a step after the resize.
  const tableSteps = kind === 'cube' ? conversions : []
  if (linear) {
    if (power || filtered)
      throw mentioning(
        'bad-parameter',
        parts`${setting({ linear: true })} cannot be combined with ${power ? mention('gamma') : setting({ filter })}`,
      )
    return { resize: { gamma: undefined, light: exactSpace(header, kept) }, steps: tableSteps }
  }
  if (plannedLayout(header) === 'rgba16' && !(filtered && power)) {
    return { resize: within(exactSpace(header, kept), power), steps: tableSteps }
  }
  const brightening: readonly PlannedStep[] = power ? [{ op: 'gamma', args: { gamma: 1 / power } }] : []
  return { resize: { gamma: power }, steps: [...brightening, ...conversions] }
}

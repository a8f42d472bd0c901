import { Failure } from '../../errors.ts'
import { type ColorSpace, colorConversion, nonSrgbSpace, SRGB } from '../color/conversion.ts'
import type { Curve } from '../color/transfer.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import type { Step } from '../ops/operations.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Resize } from '../rows/resize.ts'
import { pow } from '../wasm/math.ts'

/**
 * Plan for linear light, gamma and the conversion to sRGB. `resize` contains the work that the
 * resize does.
 */
export interface Recoloring {
  readonly resize: Pick<Resize, 'gamma' | 'space' | 'light' | 'matrix'>
  /** Steps for the work that remains after the resize. They follow the filter's steps. */
  readonly steps: readonly Step[]
}

function raised({ curves: [red, green, blue], matrix }: ColorSpace, gamma: number): ColorSpace {
  const lowered =
    (curve: Curve): Curve =>
    (sample) =>
      curve(pow(sample, 1 / gamma))
  return { curves: [lowered(red), lowered(green), lowered(blue)], matrix }
}

/** Returns the color space after resampling, for colors that were raised to an exponent. */
export function spaceAfterGamma(
  space: ColorSpace | undefined,
  gamma: number | undefined,
): ColorSpace | undefined {
  return gamma === undefined ? space : raised(space ?? SRGB, gamma)
}

/**
 * Plans gamma and the conversion to sRGB inside the resize, before 16-bit samples are rounded to 8
 * bits.
 */
function within(space: ColorSpace | undefined, gamma: number | undefined): Recoloring {
  const after = spaceAfterGamma(space, gamma)
  return { resize: { gamma, ...(after && { space: after }) }, steps: [] }
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
  const conversion = kept ? undefined : colorConversion(header)
  // A conversion by a profile's table works on 8 bits, so it is a step after the resize.
  const tabled = conversion !== undefined && 'toLight' in conversion
  const tableSteps: readonly Step[] = tabled ? [{ op: 'convert', args: conversion }] : []
  if (linear) {
    if (power || filtered)
      throw new Failure(
        'bad-parameter',
        `linear=1 cannot be combined with ${power ? 'gamma' : `filter=${filter}`}`,
      )
    // A profile that is kept, or that is converted by its table, has a curve close to sRGB's. Its
    // linear light is therefore computed with sRGB's curve.
    return {
      resize: { gamma: undefined, light: (kept ? undefined : nonSrgbSpace(header)) ?? SRGB },
      steps: tableSteps,
    }
  }
  if (plannedLayout(header) === 'rgba16' && !(filtered && power)) {
    return { ...within(kept ? undefined : nonSrgbSpace(header), power), steps: tableSteps }
  }
  const steps: Step[] = []
  if (power) steps.push({ op: 'gamma', args: { gamma: 1 / power } })
  if (conversion) steps.push({ op: 'convert', args: conversion })
  return { resize: { gamma: power }, steps }
}

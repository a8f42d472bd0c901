import { type ColorSpace, colorConversion, foreignSpace, SRGB } from '../../color/conversion.ts'
import type { Curve } from '../../color/transfer.ts'
import type { Step } from '../../ops/ops.ts'
import type { Header } from '../../picture/header.ts'
import { plannedLayout } from '../../picture/planes.ts'
import type { Resize } from '../../rows/resize.ts'
import type { Intent } from '../../url/intent.ts'

/** How the colours of a source are raised to a power, taken back from it, and brought to sRGB. */
export interface Recoloring {
  readonly resize: Pick<Resize, 'gamma' | 'space'>
  /** What the resize leaves to be done, right after it and the steps of its filter. */
  readonly steps: readonly Step[]
}

/** A space whose samples have been raised to a power. */
function raised({ curves: [red, green, blue], matrix }: ColorSpace, gamma: number): ColorSpace {
  const lowered =
    (curve: Curve): Curve =>
    (sample) =>
      curve(sample ** (1 / gamma))
  return { curves: [lowered(red), lowered(green), lowered(blue)], matrix }
}

/** On the way from 16 bits to 8, before which nothing is rounded. */
function within(space: ColorSpace | undefined, gamma: number | undefined): Recoloring {
  if (gamma === undefined) return { resize: space ? { space } : {}, steps: [] }
  return { resize: { gamma, space: raised(space ?? SRGB, gamma) }, steps: [] }
}

/**
 * How colours pass through the resize and come out as those of sRGB; pure.
 * @param kept whether they stay those of the source's profile
 * @param filtered whether steps of a filter follow on the resize, which belong to it: before them no gamma is taken back
 */
export function recoloring(
  header: Header,
  { gamma = 0 }: Pick<Intent, 'gamma'>,
  { kept, filtered }: { readonly kept: boolean; readonly filtered: boolean },
): Recoloring {
  const power = gamma === 0 || gamma === 1 ? undefined : gamma
  const conversion = kept ? undefined : colorConversion(header)
  // A table has 8 bits in and out, and comes after the resize.
  const tabled = conversion !== undefined && 'toLight' in conversion
  if (plannedLayout(header) === 'rgba16' && !(filtered && power)) {
    const recoloring = within(kept ? undefined : foreignSpace(header), power)
    return tabled ? { ...recoloring, steps: [{ op: 'convert', args: conversion }] } : recoloring
  }
  const steps: Step[] = []
  if (power) steps.push({ op: 'gamma', args: { gamma: 1 / power } })
  if (conversion) steps.push({ op: 'convert', args: conversion })
  return { resize: power ? { gamma: power } : {}, steps }
}

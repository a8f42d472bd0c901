import { Failure } from '../../errors.ts'
import {
  type ColorSpace,
  type Conversion,
  colorConversion,
  nonSrgbSpace,
  type PlannedConversion,
  SRGB,
} from '../color/conversion.ts'
import { isDisplayP3 } from '../color/display-p3.ts'
import type { Curve } from '../color/transfer.ts'
import type { Header } from '../formats/header.ts'
import type { Mark, PlannedMark } from '../ops/mark.ts'
import type { PlannedStep, Step } from '../ops/operations.ts'
import type { MarkKey } from '../options/transform-options.ts'
import type { Plan } from '../plan/plan.ts'
import type { PlannedLight, PlannedResize, Resize } from '../rows/resize.ts'
import { curveTables } from '../rows/wide-stage.ts'
import { pow } from '../wasm/math.ts'
import { appleCodes } from './apple-codes.ts'
import { sourceChanged } from './open.ts'

/** Plan with the conversions, tables and random words that a plan's names stand for. */
export interface ColoredPlan extends Omit<Plan, 'resize' | 'steps' | 'mark' | 'appleStops'> {
  readonly resize: Resize
  readonly steps: readonly Step[]
  readonly mark: Mark | undefined
  /**
   * Table that maps each sample of the resized picture to a new value, the same for all channels.
   */
  readonly codes: Uint8Array | undefined
}

type Colors = Pick<Header, 'color' | 'components'>

/**
 * Returns a plan that can run: with the color conversions that the header's profile gives, and with
 * the mark key's random words.
 * @param header header of the plan's original, which may have been opened again
 * @param key key of the plan's mark
 * @throws Failure bad-origin: the header has other colors than those that were planned
 */
export function coloredPlan(
  { resize, steps, mark, appleStops, ...plan }: Plan,
  header: Colors,
  key?: MarkKey,
): ColoredPlan {
  if (plan.settings.isDisplayP3 && !isDisplayP3(header)) throw sourceChanged()
  return {
    ...plan,
    resize: coloredResize(resize, header),
    steps: steps.map((step) => coloredStep(step, header)),
    mark: mark && keyedMark(mark, key),
    codes: appleStops === undefined ? undefined : appleCodes(appleStops),
  }
}

function coloredResize({ space, light, ...resize }: PlannedResize, header: Colors): Resize {
  return {
    ...resize,
    space: space && spaceAfterGamma(namedSpace(space, header), resize.gamma),
    light: light && lightSpace(light, header),
  }
}

function namedSpace(name: PlannedLight['space'], header: Colors): ColorSpace {
  const space = name === 'srgb' ? SRGB : nonSrgbSpace(header)
  if (!space) throw sourceChanged()
  return space
}

function lightSpace({ space: name, tables }: PlannedLight, header: Colors): ColorSpace {
  const space = namedSpace(name, header)
  if (curveTables(space) !== tables) throw sourceChanged()
  return space
}

function raised({ curves: [red, green, blue], matrix }: ColorSpace, gamma: number): ColorSpace {
  const lowered =
    (curve: Curve): Curve =>
    (sample) =>
      curve(pow(sample, 1 / gamma))
  return { curves: [lowered(red), lowered(green), lowered(blue)], matrix }
}

/** Returns the color space after resampling, for colors that were raised to an exponent. */
const spaceAfterGamma = (space: ColorSpace, gamma: number | undefined): ColorSpace =>
  gamma === undefined ? space : raised(space, gamma)

function coloredStep(step: PlannedStep, header: Colors): Step {
  if (step.op === 'convert') return { op: 'convert', args: conversionAs(step.args, header) }
  if (step.op !== 'ycc') return step
  const { conversion, ...args } = step.args
  return { op: 'ycc', args: { ...args, conversion: conversion && conversionAs(conversion, header) } }
}

function conversionAs({ kind }: PlannedConversion, header: Colors): Conversion {
  const conversion = colorConversion(header)
  if (conversion?.kind !== kind) throw sourceChanged()
  return conversion
}

function keyedMark({ value, bits }: PlannedMark, key: MarkKey | undefined): Mark {
  if (!key) throw new Failure('internal', undefined, 'a plan with a mark runs without its key')
  return { value, stream: key.streams[bits] }
}

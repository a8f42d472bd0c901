import { type Conversion, colorConversion, nonSrgbSpace, SRGB } from '../color/conversion.ts'
import { isDisplayP3 } from '../color/display-p3.ts'
import type { Header } from '../formats/header.ts'
import { conversionMemory } from '../ops/convert.ts'
import type { Step } from '../ops/operations.ts'
import type { Ycc } from '../ops/ycc.ts'
import type { Resize } from '../rows/resize.ts'
import { spaceAfterGamma } from './colors.ts'
import type { Plan } from './plan.ts'

/**
 * Size in bytes of a conversion's tables, which a waiting plan stores in place of the conversion.
 * It is 0 if there is no conversion.
 */
interface ConversionBytes {
  readonly conversion: number
}

type WaitingStep =
  | Exclude<Step, { readonly op: 'convert' | 'ycc' }>
  | { readonly op: 'convert'; readonly args: ConversionBytes }
  | { readonly op: 'ycc'; readonly args: Omit<Ycc, 'conversion'> & ConversionBytes }

/**
 * Plan for an image that waits for memory. It contains only numbers. Color conversions refer to the
 * image's profile, so a plan with them would keep the profile in memory.
 */
export interface WaitingPlan extends Omit<Plan, 'resize' | 'steps'> {
  readonly resize: Omit<Resize, 'space' | 'light'> & { readonly space: boolean; readonly light: boolean }
  readonly steps: readonly WaitingStep[]
}

const bytesOf = (conversion: Conversion | undefined) => (conversion ? conversionMemory(conversion) : 0)

function waitingStep(step: Step): WaitingStep {
  if (step.op === 'convert') return { op: 'convert', args: { conversion: bytesOf(step.args) } }
  if (step.op !== 'ycc') return step
  return { op: 'ycc', args: { ...step.args, conversion: bytesOf(step.args.conversion) } }
}

/** Returns a plan without its color conversions. */
export function withoutProfile({ resize, steps, ...plan }: Plan): WaitingPlan {
  const [space, light] = [resize.space !== undefined, resize.light !== undefined]
  return { ...plan, resize: { ...resize, space, light }, steps: steps.map(waitingStep) }
}

/**
 * Adds a header's color conversions to a waiting plan. It undoes `withoutProfile` if the header is
 * the plan's.
 * @returns `undefined` if the header needs other color conversions than planned
 */
export function withProfile({ resize, steps, ...plan }: WaitingPlan, header: Header): Plan | undefined {
  const own = plan.keepsProfile ? undefined : nonSrgbSpace(header)
  const space = resize.space ? spaceAfterGamma(own, resize.gamma) : undefined
  const light = resize.light ? (own ?? SRGB) : undefined
  const colored = steps.map((step) => coloredStep(step, header))
  const complete = colored.filter((step) => step !== undefined)
  if (complete.length < steps.length || (resize.space && !space)) return undefined
  if (plan.settings.isDisplayP3 && !isDisplayP3(header)) return undefined
  return { ...plan, resize: { ...resize, space, light }, steps: complete }
}

function coloredStep(step: WaitingStep, header: Header): Step | undefined {
  if (step.op !== 'convert' && step.op !== 'ycc') return step
  const conversion = step.args.conversion > 0 ? colorConversion(header) : undefined
  if (bytesOf(conversion) !== step.args.conversion) return undefined
  if (step.op === 'ycc') return { op: 'ycc', args: { ...step.args, conversion } }
  return conversion && { op: 'convert', args: conversion }
}

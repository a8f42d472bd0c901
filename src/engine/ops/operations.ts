import { type Seat, takeFor } from '../../memory/index.ts'
import type { EffectName } from '../options/pixel-options.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Picture } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import { type Kernel, seatOf } from '../wasm/kernel.ts'
import type { InstanceNeed } from '../wasm/needs.ts'
import { adjust } from './adjust.ts'
import { blur } from './blur.ts'
import { convert } from './convert.ts'
import { cross } from './cross.ts'
import { enlarge } from './enlarge.ts'
import { flatten } from './flatten.ts'
import { gamma } from './gamma.ts'
import { grayscale } from './grayscale.ts'
import { halve } from './halve.ts'
import { mark } from './mark.ts'
import { negate } from './negate.ts'
import { normalize } from './normalize.ts'
import type { Effect, EffectInput, Operation } from './operation.ts'
import { pad } from './pad.ts'
import { pixelate } from './pixelate.ts'
import { radius } from './radius.ts'
import { removealpha } from './removealpha.ts'
import { rotate } from './rotate.ts'
import { sharpen } from './sharpen.ts'
import { threshold } from './threshold.ts'
import { tint } from './tint.ts'
import { turn } from './turn.ts'
import { ycc } from './ycc.ts'

/**
 * All operations by name. A plan decides in which order they run. Each effect that an option names
 * has an operation with a `plan`.
 */
export const OPERATIONS = {
  adjust,
  blur,
  convert,
  cross,
  enlarge,
  flatten,
  gamma,
  grayscale,
  halve,
  mark,
  negate,
  normalize,
  pad,
  pixelate,
  radius,
  removealpha,
  rotate,
  sharpen,
  threshold,
  tint,
  turn,
  ycc,
} satisfies Effects & Readonly<Record<string, unknown>>

type Effects = { readonly [Name in EffectName]: Effect<unknown> }

type Operations = typeof OPERATIONS

/** Operation with the arguments with which it runs. */
export type Step = {
  [Name in keyof Operations]: {
    readonly op: Name
    readonly args: Operations[Name] extends Operation<infer Args, infer _> ? Args : never
  }
}[keyof Operations]

/** Operation with its arguments as a plan has them: numbers and names. */
export type PlannedStep = {
  [Name in Exclude<keyof Operations, 'mark'>]: {
    readonly op: Name
    readonly args: Operations[Name] extends Operation<infer _, infer Planned> ? Planned : never
  }
}[Exclude<keyof Operations, 'mark'>]

function operationOf({ op }: Pick<Step, 'op'>): Operation<never> {
  return OPERATIONS[op]
}

/** Returns a pixel effect's step, or a falsy value if the options ask for no change. */
export function effectStep(
  op: EffectName,
  options: TransformOptions,
  input: EffectInput,
): PlannedStep | false | undefined {
  const planned = OPERATIONS[op].plan(options, input)
  return planned && ({ op, ...planned } as PlannedStep)
}

/**
 * Runs a step. The given picture must not be used again.
 * @param seat right to the foreign codec's memory, if the step calls one
 */
export function perform(kernel: Kernel, picture: Picture, step: Step, seat?: Seat): Picture {
  return operationOf(step).run(kernel, picture, step.args as never, seat)
}

/** Runs a step like `perform`, but first waits for its turn at the foreign codec. */
export async function performInTurn(kernel: Kernel, picture: Picture, step: Step): Promise<Picture> {
  const codec = stepInstance(step)
  if (!codec) return perform(kernel, picture, step)
  const seat = await takeFor(seatOf(kernel), codec.bytes)
  try {
    return perform(kernel, picture, step, seat)
  } finally {
    seat.free()
  }
}

/** Returns the foreign WebAssembly instance that a step calls, if any. */
export function stepInstance(step: Step | PlannedStep): InstanceNeed | undefined {
  return operationOf(step).instance?.(step.args as never)
}

/** Returns the kernel memory that a step takes, in bytes. */
export function stepMemory(size: Size, step: Step | PlannedStep): number {
  return operationOf(step).memory(size, step.args as never)
}

import type { Frame } from '../codecs/codec.ts'
import { cut } from './cut.ts'
import { flatten } from './flatten.ts'
import { pad } from './pad.ts'
import { turn } from './turn.ts'

/** Operations on a whole frame of output size: each takes a frame it may change, and numbers. */
const OPERATIONS = { cut, flatten, pad, turn }

type Name = keyof typeof OPERATIONS

/** One operation with its numbers, as a plan holds it. */
export type Step = {
  [N in Name]: { readonly op: N; readonly args: Parameters<(typeof OPERATIONS)[N]>[1] }
}[Name]

/** Runs one step. The frame given must not be used again. */
export function perform(frame: Frame, step: Step): Frame {
  const operation: (frame: Frame, args: never) => Frame = OPERATIONS[step.op]
  return operation(frame, step.args as never)
}

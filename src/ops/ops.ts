import type { Picture } from '../codecs/codec.ts'
import type { Kernel } from '../codecs/kernel.ts'
import { flatten } from './flatten.ts'
import { pad } from './pad.ts'
import { turn } from './turn.ts'

/** Operations on a whole picture of output size, in the kernel's memory: each takes one that it may change, and numbers. */
const OPERATIONS = { flatten, pad, turn }

type Name = keyof typeof OPERATIONS

/** One operation with its numbers, as a plan holds it. */
export type Step = {
  [N in Name]: { readonly op: N; readonly args: Parameters<(typeof OPERATIONS)[N]>[2] }
}[Name]

/** Runs one step. The picture given must not be used again. */
export function perform(kernel: Kernel, picture: Picture, step: Step): Picture {
  const operation: (kernel: Kernel, picture: Picture, args: never) => Picture = OPERATIONS[step.op]
  return operation(kernel, picture, step.args as never)
}

import type { Seat } from '../../memory/index.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Picture } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { InstanceNeed } from '../wasm/needs.ts'

/**
 * Operation on a whole picture in kernel memory.
 * @typeParam Args arguments with which the operation runs
 * @typeParam Planned arguments as a plan has them: numbers and names
 */
export interface Operation<Args, Planned = Args> {
  /**
   * Runs the operation.
   * @param picture input, which may be changed in place and must not be used again
   * @param seat right to the foreign codec's memory, if the operation calls one
   */
  run(kernel: Kernel, picture: Picture, args: Args, seat?: Seat): Picture
  /**
   * Returns the kernel memory in bytes that the operation takes besides its RGBA input picture.
   * @param size output size; no intermediate picture is larger
   */
  memory(size: Size, planned: Planned): number
  /** Returns the foreign WebAssembly instance that the operation calls, if any. */
  instance?(planned: Planned): InstanceNeed
}

/** Facts about the picture that an effect changes. */
export interface EffectInput {
  /** `true` if pixels may be transparent. */
  readonly transparent: boolean
}

/** Operation that options ask for by themselves, after the resize and before the overlays. */
export interface Effect<Args> extends Operation<Args> {
  /**
   * Returns the operation's arguments, or a falsy value if the options ask for nothing that changes
   * pixels.
   */
  plan(options: TransformOptions, input: EffectInput): { readonly args: Args } | false | undefined
}

/** Returns an RGBA picture's size in bytes. */
export const onePicture = ({ width, height }: Size): number => width * height * 4

import type { Picture } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { InstanceNeed } from '../wasm/pool.ts'

/** What is done to a whole picture of output size, in the kernel's memory, by numbers that a plan has decided. */
export interface Operation<Args> {
  /** @param picture one that the operation may change, and that must not be used again */
  run(kernel: Kernel, picture: Picture, args: Args): Picture
  /**
   * Bytes that it takes of the kernel's memory, beside the RGBA picture that it is given.
   * @param size of the output, which no picture on the way exceeds
   */
  memory(size: Size, args: Args): number
  /** An instance that it calls beside the kernel. */
  instance?(args: Args): InstanceNeed
}

/** An RGBA picture more. */
export const onePicture = ({ width, height }: Size): number => width * height * 4

import type { InstanceNeed } from '../memory/pool.ts'
import type { Picture } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'

/** An operation on a whole picture in the kernel's memory, by numbers that a plan has decided. */
export interface Operation<Args> {
  /** @param picture may be changed, and must not be used again */
  run(kernel: Kernel, picture: Picture, args: Args): Picture
  /**
   * Bytes that it takes of the kernel's memory, beside the RGBA picture that it is given.
   * @param size of the output; no picture on the way is larger
   */
  memory(size: Size, args: Args): number
  /** The instance that it calls beside the kernel. */
  instance?(args: Args): InstanceNeed
}

/** Bytes of an RGBA picture. */
export const onePicture = ({ width, height }: Size): number => width * height * 4

import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import type { EncodeSettings } from '../codec.ts'
import type { FileLimit } from '../file-limit.ts'

/** One of the ways in which a JPEG XL is encoded. Its functions are those of `Encoder`. */
export interface Way {
  planes(settings: EncodeSettings): 'full' | undefined
  /** Returns the maximum size in bytes of the memory of an encode, all of it in the kernel. */
  memory(size: Size, settings: EncodeSettings): number
  maxFile(size: Size, settings: EncodeSettings): number
  encode(
    picture: Picture,
    settings: EncodeSettings,
    kernel: Kernel,
    limit: FileLimit,
  ): Uint8Array<ArrayBuffer>
}

/** Numbers of the color encodings of the kernel. */
export const COLORS = { srgb: 0, displayP3: 1 } as const

/** A codestream that the kernel gives in pieces. */
interface Pieces {
  /** Length in bytes of all pieces. */
  readonly length: number
  /** Takes the next piece. Returns its length in bytes, or 0 after the last one. */
  next(): number
  /** Returns the address of the piece that was taken last. */
  output(): number
}

/**
 * Copies the pieces of a codestream to a file.
 * @param head bytes of the file before the codestream
 */
export function takePieces(
  kernel: Kernel,
  { length, next, output }: Pieces,
  head: Uint8Array = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(head.length + length)
  file.set(head)
  let end = head.length
  for (let bytes = next(); bytes > 0; bytes = next()) {
    file.set(view(kernel, output(), bytes), end)
    end += bytes
  }
  return file
}

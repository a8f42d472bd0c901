import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import type { EncodeSettings } from '../codec.ts'
import type { FileLimit } from '../file-limit.ts'

/**
 * One of the ways in which a JPEG XL is encoded. Its functions have the same meaning as in
 * `Encoder`.
 */
export interface Way {
  planes(settings: EncodeSettings): 'full' | undefined
  /** Returns an encode's maximum memory in bytes, all of it in the kernel. */
  memory(size: Size, settings: EncodeSettings): number
  maxFile(size: Size, settings: EncodeSettings): number
  encode(
    picture: Picture,
    settings: EncodeSettings,
    kernel: Kernel,
    limit: FileLimit,
  ): Uint8Array<ArrayBuffer>
}

/** Color encoding numbers in the kernel. */
export const COLORS = { srgb: 0, displayP3: 1 } as const

/** A codestream that the kernel gives in pieces. */
interface Pieces {
  /** Total length of the pieces in bytes. */
  readonly length: number
  /** Takes the next piece. Returns its length in bytes, or 0 after the last one. */
  next(): number
  /** Returns the address of the piece that was taken last. */
  output(): number
}

/**
 * Copies a codestream's pieces to a file.
 * @param head file bytes before the codestream
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

import { type ErrorCode, Failure } from '../errors.ts'
import type { Frame } from '../picture/picture.ts'
import type { PlaneSize } from '../picture/size.ts'

/** What clients see of a damaged image; the log has what the decoder said. */
const DAMAGED = 'the image data is damaged or incomplete; upload the file again'

/**
 * Runs foreign code; whatever it throws becomes a `Failure` of the given code: traps, Emscripten's `ExitStatus`, the
 * numbers of C++ exceptions, strings. A `Failure` passes as it is.
 * @param said lines in which the code told of its trouble before it failed
 */
export function callForeign<Result>(code: ErrorCode, said: readonly string[], call: () => Result): Result {
  try {
    return call()
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(code, code === 'corrupt' ? DAMAGED : undefined, said.join('; ') || String(error))
  }
}

/** A picture as decoders return it, in RGBA. */
export interface ForeignPicture extends PlaneSize {
  readonly data: Uint8ClampedArray<ArrayBuffer> | Uint8Array<ArrayBuffer>
}

/**
 * Lets a decoded picture in, without a copy, if it is what the header promised: a file that contradicts itself must
 * not show memory that no decoder has written.
 * @throws Failure corrupt
 */
export function checkedFrame(picture: ForeignPicture | null, promised: PlaneSize): Frame {
  if (picture === null) throw new Failure('corrupt', DAMAGED, 'the decoder returned nothing')
  const { width, height, data } = picture
  if (width !== promised.width || height !== promised.height || data.byteLength !== width * height * 4) {
    const header = `${promised.width}x${promised.height}`
    throw new Failure(
      'corrupt',
      'the image data contradicts the size in its header; upload the file again',
      `${header} became ${width}x${height} of ${data.byteLength} bytes`,
    )
  }
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

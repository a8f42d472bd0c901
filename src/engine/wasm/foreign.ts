import { type ErrorCode, Failure } from '../../errors.ts'
import type { Frame } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'

const DAMAGED = 'the image data is damaged or incomplete; upload the file again'

/**
 * Calls foreign code. Converts anything that it throws (traps, Emscripten's `ExitStatus`, C++
 * exception numbers, strings) to a `Failure` with the given code. A `Failure` passes unchanged.
 * @param lines lines that the code has printed, for the log
 */
export function callForeign<Result>(code: ErrorCode, lines: readonly string[], call: () => Result): Result {
  try {
    return call()
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(code, code === 'corrupt' ? DAMAGED : undefined, lines.join('; ') || String(error))
  }
}

/**
 * Converts a trap in Signet's own kernels to a `Failure`. Other errors pass unchanged, because the
 * image does not cause them.
 * @example throw kernelTrap(new WebAssembly.RuntimeError('unreachable')) // Failure corrupt
 */
export function kernelTrap(error: unknown): unknown {
  if (!(error instanceof WebAssembly.RuntimeError)) return error
  return new Failure('corrupt', DAMAGED, `kernel: ${error}`)
}

/** RGBA picture, as foreign decoders return it. */
export interface ForeignPicture extends Size {
  readonly data: Uint8ClampedArray<ArrayBuffer> | Uint8Array<ArrayBuffer>
}

/**
 * Checks a decoded picture's size against its header, without a copy. Otherwise a file that
 * contradicts itself could expose memory that no decoder has written.
 * @throws Failure corrupt
 */
export function checkedFrame(picture: ForeignPicture | null, expected: Size): Frame {
  if (picture === null) throw new Failure('corrupt', DAMAGED, 'the decoder returned nothing')
  const { width, height, data } = picture
  if (width !== expected.width || height !== expected.height || data.byteLength !== width * height * 4) {
    const header = `${expected.width}x${expected.height}`
    throw new Failure(
      'corrupt',
      'the image data contradicts the size in its header; upload the file again',
      `${header} became ${width}x${height} of ${data.byteLength} bytes`,
    )
  }
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

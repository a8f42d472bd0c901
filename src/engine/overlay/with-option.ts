import { Failure } from '../../errors.ts'
import type { FileOption } from '../options/layers.ts'
import { mention, mentioning, parts } from '../options/mention.ts'

/** `true` if the failure's detail begins with a layer's option. */
function namesLayer({ parts: [first] = [] }: Failure): boolean {
  return typeof first === 'object' && 'option' in first && first.option.startsWith('ol')
}

/**
 * Returns the `Failure` with the overlay's option at the beginning of its detail. Other errors are
 * returned unchanged.
 */
function overlayFailure(error: unknown, option: FileOption): unknown {
  if (!(error instanceof Failure) || namesLayer(error)) return error
  const { code, detail = 'the image could not be used', reason, retryAfter, source } = error
  const rest = error.parts ?? detail
  return mentioning(code, parts`${mention(option)}: ${rest}`, reason, { retryAfter, source })
}

/**
 * Runs work on an overlay. If the work fails, the error names the overlay's option.
 * @param option option that names the file, such as `olurl` or `ol2font`
 * @throws Failure whose detail begins with the option
 */
export async function withOption<T>(option: FileOption, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw overlayFailure(error, option)
  }
}

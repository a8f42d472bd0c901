import { Failure } from '../../errors.ts'

const MARKED = /^ol[234]?(?:url|text|font)\b/

/**
 * Returns the `Failure` with the overlay's parameter at the beginning of its detail. Other errors
 * are returned unchanged.
 * @param parameter parameter that names the file, such as `olurl` or `ol2font`
 */
function overlayFailure(error: unknown, parameter: string): unknown {
  if (!(error instanceof Failure) || MARKED.test(error.detail ?? '')) return error
  const detail = error.detail ?? 'the image could not be used'
  const { retryAfter, source } = error
  return new Failure(error.code, `${parameter}: ${detail}`, error.reason, { retryAfter, source })
}

/**
 * Runs work on an overlay. If the work fails, the error names the overlay's parameter.
 * @throws Failure whose detail begins with the parameter
 */
export async function withParameter<T>(parameter: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw overlayFailure(error, parameter)
  }
}

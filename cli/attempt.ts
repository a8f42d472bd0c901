import { Failure } from '../src/errors.ts'

/**
 * Runs a function. Errors other than `Failure` are thrown.
 * @returns its result, or the `Failure` that it throws
 */
export async function attempt<T>(work: () => T | Promise<T>): Promise<T | Failure> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

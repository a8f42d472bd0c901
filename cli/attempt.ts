import { Failure } from '../src/errors.ts'

/** Runs work. @returns its result, or the failure that it throws */
export async function attempt<T>(work: () => T | Promise<T>): Promise<T | Failure> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

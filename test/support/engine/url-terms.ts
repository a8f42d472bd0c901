import { inUrlTerms } from '../../../src/signing/url/failure-text.ts'

function refuse(error: unknown): never {
  throw inUrlTerms(error)
}

/** Runs a function of the engine. Its failures name URL parameters, as those of the Worker do. */
export function asUrl<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    return refuse(error)
  }
}

/** Does the same for a promise of the engine. */
export const asUrlLater = <T>(work: Promise<T>): Promise<T> => work.catch(refuse)

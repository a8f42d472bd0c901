import { expect } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'

/**
 * Matches a Failure by its code and, where it is given, what the client is told.
 * @example expect(() => parseWire(url)).toThrow(failure('bad-url', 'the path has a dot segment'))
 */
export function failure(code: ErrorCode, detail?: string | undefined) {
  return expect.objectContaining({ name: 'Failure', code, ...(detail !== undefined && { detail }) })
}

/** Matches a Failure that tells the client nothing, by its code and what the log says. */
export function secretFailure(code: ErrorCode, reason: string) {
  return expect.objectContaining({ name: 'Failure', code, detail: undefined, reason })
}

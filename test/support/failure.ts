import { expect } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'

/**
 * Matches a Failure by its code and, where they are given, by what the client is told and by what the log says.
 * @example expect(() => parseWire(url)).toThrow(failure('bad-url', 'the path has a dot segment'))
 */
export function failure(code: ErrorCode, detail?: string, reason?: string) {
  return expect.objectContaining({
    name: 'Failure',
    code,
    ...(detail !== undefined && { detail }),
    ...(reason !== undefined && { reason }),
  })
}

/** Matches a Failure of which the client is told nothing but its code, by what the log says. */
export function silentFailure(code: ErrorCode, reason: string) {
  return expect.objectContaining({ name: 'Failure', code, detail: undefined, reason })
}

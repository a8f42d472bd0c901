import { expect } from 'vitest'
import type { ErrorCode } from '../../../src/errors.ts'

/**
 * Matches a Failure by its code and, if given, by the client's detail and the log's reason.
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

/** Matches a Failure without a detail for the client, by the log's reason. */
export function silentFailure(code: ErrorCode, reason: string) {
  return expect.objectContaining({ name: 'Failure', code, detail: undefined, reason })
}

import { type IsolateMemory, isolateMemory } from '../../../src/isolate/admission.ts'
import type { Limits } from '../../../src/limits.ts'
import type { Admission } from '../../../src/memory/index.ts'

export type TestLimits = Pick<Limits, 'memory' | 'queue'> & Partial<Limits>

/**
 * Returns the memory budget of an isolate, and the admission that a request to this isolate gets.
 */
export function admissionOf(
  limits: TestLimits,
  memory = isolateMemory(),
  signal = new AbortController().signal,
): { readonly memory: IsolateMemory; readonly admission: Admission } {
  const heartbeat = { at: Number.POSITIVE_INFINITY }
  return { memory, admission: memory.admission({ wait: 20_000, ...limits }, heartbeat, signal) }
}

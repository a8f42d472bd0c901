import { type Admission, type IsolateMemory, isolateMemory } from '../../src/isolate/admission.ts'
import type { Limits } from '../../src/limits.ts'

/** Of a context that lives for ever. */
const ALIVE = { at: Number.POSITIVE_INFINITY }

export type TestLimits = Pick<Limits, 'memory' | 'queue'> & Partial<Limits>

/** The memory of an isolate, and the admission of a request in it. */
export function admissionOf(
  limits: TestLimits,
  memory = isolateMemory(),
  signal = new AbortController().signal,
): { readonly memory: IsolateMemory; readonly admission: Admission } {
  return { memory, admission: memory.admission({ wait: 20_000, ...limits }, ALIVE, signal) }
}

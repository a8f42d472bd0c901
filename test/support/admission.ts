import { type Admission, type IsolateMemory, isolateMemory } from '../../src/engine/memory/admission.ts'
import type { Limits } from '../../src/limits.ts'

const ACTIVE = { at: Number.POSITIVE_INFINITY }

export type TestLimits = Pick<Limits, 'memory' | 'queue'> & Partial<Limits>

/** Returns the memory of an isolate and the admission of a request to it. */
export function admissionOf(
  limits: TestLimits,
  memory = isolateMemory(),
  signal = new AbortController().signal,
): { readonly memory: IsolateMemory; readonly admission: Admission } {
  return { memory, admission: memory.admission({ wait: 20_000, ...limits }, ACTIVE, signal) }
}

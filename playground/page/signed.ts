import { effect, signal } from '@preact/signals'
import type { Problem, SignedTarget } from '../protocol.ts'
import { sign, toProblem } from './api.ts'
import { target } from './target.ts'

/** A target's signed form, or the problem if it cannot be signed. */
export type Signing =
  | { readonly target: string; readonly signed: SignedTarget }
  | { readonly target: string; readonly problem: Problem }

/** Signing result for the last target that was signed or refused. */
export const signing = signal<Signing | undefined>(undefined)

/** Milliseconds without a change after which the target is signed. The first is signed at once. */
const SETTLE_MS = 120

/** Signs the target after each change. A new change cancels the previous request. */
export function signChanges(): void {
  effect(() => {
    const wanted = target.value
    const cancelled = new AbortController()
    const wait = signing.peek() === undefined ? 0 : SETTLE_MS
    const timer = setTimeout(async () => {
      try {
        const [result] = await sign([wanted], cancelled.signal)
        if (cancelled.signal.aborted || !result) return
        signing.value =
          'url' in result ? { target: wanted, signed: result } : { target: wanted, problem: result }
      } catch (error) {
        if (!cancelled.signal.aborted) signing.value = { target: wanted, problem: toProblem(error) }
      }
    }, wait)
    return () => {
      clearTimeout(timer)
      cancelled.abort()
    }
  })
}

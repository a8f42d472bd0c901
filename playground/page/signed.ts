import { effect, signal } from '@preact/signals'
import type { Problem, SignedTarget } from '../protocol.ts'
import { sign, toProblem } from './api.ts'
import { target } from './target.ts'

/** The signed form of a target, or why there is none. */
export type Signing =
  | { readonly target: string; readonly signed: SignedTarget }
  | { readonly target: string; readonly problem: Problem }

/** Of the last target that was signed or refused. */
export const signing = signal<Signing | undefined>(undefined)

/** Time for a control to settle, in milliseconds. */
const SETTLE_MS = 120

/** Signs the target after each change; a change cancels the signing of the one before. */
export function signChanges(): void {
  effect(() => {
    const wanted = target.value
    const cancelled = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const [result] = await sign([wanted], cancelled.signal)
        if (cancelled.signal.aborted || !result) return
        signing.value =
          'url' in result ? { target: wanted, signed: result } : { target: wanted, problem: result }
      } catch (error) {
        if (!cancelled.signal.aborted) signing.value = { target: wanted, problem: toProblem(error) }
      }
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      cancelled.abort()
    }
  })
}

import type { OutputInfo } from '../../src/engine/picture/output-info.ts'
import type { PlanAnswer, Problem } from '../protocol.ts'

/**
 * A picture that the server delivered, with all facts about it. The facts are read together and
 * never change, so that a number always belongs to the picture beside it.
 */
export interface Rendering {
  /** Requested target, without a token. */
  readonly target: string
  /** Signed URL: path, query and token. */
  readonly url: string
  /** Object URL for `blob`. It is revoked when another rendering replaces this one. */
  readonly objectUrl: string
  readonly blob: Blob
  readonly type: string
  readonly headers: Headers
  /** Width and height as the browser decodes the picture. `undefined` if it cannot. */
  readonly size: { readonly width: number; readonly height: number } | undefined
  /** Facts about the output from the header `x-ip-info`. */
  readonly info: OutputInfo
  /** The target's plan, with facts about its source. `undefined` if the plan was refused. */
  readonly plan: PlanAnswer | undefined
  /** Request time in milliseconds since the page was opened. */
  readonly began: number
  /** Milliseconds from the request to the last byte. */
  readonly elapsed: number
}

/**
 * State of the page's result. `target` is the page's target. `last` is the newest rendering, which
 * belongs to `target` only in the state `shown`.
 */
export type View =
  | { readonly state: 'loading'; readonly target: string; readonly last: Rendering | undefined }
  | { readonly state: 'shown'; readonly target: string; readonly last: Rendering }
  | {
      readonly state: 'refused'
      readonly target: string
      readonly problem: Problem
      readonly last: Rendering | undefined
    }

/** Returns the view while the page waits for the answer for a target. */
export const awaiting = ({ last }: Pick<View, 'last'>, target: string): View => ({
  state: 'loading',
  target,
  last,
})

/**
 * Returns the view after an answer. While the user drags, the answer for an earlier target is also
 * shown, but the view stays in the state `loading`. An answer is ignored if a newer one is shown.
 */
export function arrived(view: View, rendering: Rendering): View {
  const { state, target, last } = view
  if (rendering.target === target) {
    return last && last.target === target && last.began > rendering.began
      ? view
      : { state: 'shown', target, last: rendering }
  }
  const isOld = state !== 'loading' || (last !== undefined && last.began > rendering.began)
  return isOld ? view : { ...view, last: rendering }
}

/** Returns the view after a refusal. A refusal is ignored if its target is not the view's. */
export function refused(view: View, target: string, problem: Problem): View {
  return target === view.target ? { state: 'refused', target, problem, last: view.last } : view
}

/** Returns the rendering if it belongs to the page's target. */
export const currentOf = (view: View): Rendering | undefined =>
  view.state === 'shown' ? view.last : undefined

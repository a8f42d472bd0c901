import type { Problem } from '../../protocol.ts'
import { rendering } from '../rendering.ts'

/** A refusal in plain words. */
export function ProblemNote({ problem }: { readonly problem: Problem }) {
  const { status, title, detail, reason } = problem
  return (
    <div class="notice bad problem-note" role="alert">
      <strong>
        {title}
        {status > 0 && <span class="status">{status}</span>}
      </strong>
      {detail && <p>{detail}</p>}
      {reason && reason !== detail && <p class="quiet">In development: {reason}</p>}
    </div>
  )
}

/** Why the target has no picture, and of which one the picture below is. */
export function TargetProblem() {
  const { problem, rendered } = rendering.value
  if (!problem) return null
  return (
    <>
      <ProblemNote problem={problem} />
      {rendered && <p class="quiet">The result below is of the last target that was answered.</p>}
    </>
  )
}

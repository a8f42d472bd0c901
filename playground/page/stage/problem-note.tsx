import type { Problem } from '../../protocol.ts'
import { rendering } from '../rendering.ts'

/** Shows a refusal with its advice. */
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

/**
 * Shows the reason why the target has no picture, and says that the picture below belongs to an
 * earlier target.
 */
export function TargetProblem() {
  const { problem, rendered } = rendering.value
  if (!problem) return null
  return (
    <>
      <ProblemNote problem={problem} />
      {rendered && <p class="quiet">The result below belongs to the last target that succeeded.</p>}
    </>
  )
}

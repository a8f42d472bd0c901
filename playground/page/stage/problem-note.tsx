import type { Problem } from '../../protocol.ts'

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

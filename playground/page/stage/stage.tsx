import { rendering } from '../rendering.ts'

/** The result of the target. */
export function Stage() {
  const { rendered, problem } = rendering.value
  if (problem) return <p role="alert">{problem.detail ?? problem.title}</p>
  return rendered ? <img src={rendered.objectUrl} alt="Result" /> : <p>Loading</p>
}

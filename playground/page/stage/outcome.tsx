import { rendering } from '../rendering.ts'

/** Shows a small version of the result beside the source editor. */
export function Outcome() {
  const { rendered, loading } = rendering.value
  if (!rendered?.type.startsWith('image/')) return null
  return (
    <figure class="outcome" aria-busy={loading}>
      <img class="thumbnail" src={rendered.objectUrl} alt="Result of the parameters" />
      <figcaption class="quiet small">Result</figcaption>
    </figure>
  )
}

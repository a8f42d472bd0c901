import { rendering } from '../rendering.ts'

/** The result, small, beside what is dragged on the source. */
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

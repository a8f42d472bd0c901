import { view } from '../view.ts'

/** Shows the result in a small size beside the source editor. */
export function Outcome() {
  const { last, state } = view.value
  if (!last?.type.startsWith('image/')) return null
  return (
    <figure class="outcome" data-state={state} aria-busy={state === 'loading'}>
      <img class="outcome-picture" src={last.objectUrl} alt="Result of the parameters" />
      <figcaption class="quiet small">{state === 'refused' ? 'Last result' : 'Result'}</figcaption>
    </figure>
  )
}

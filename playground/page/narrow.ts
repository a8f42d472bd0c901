import { signal } from '@preact/signals'

/** The same media query as in base.css. */
const query = matchMedia('(max-width: 50rem)')

/**
 * `true` if the page has one column. The order of the elements follows this value, so that the
 * focus moves in the visible order.
 */
export const narrow = signal(query.matches)

query.addEventListener('change', () => {
  narrow.value = query.matches
})

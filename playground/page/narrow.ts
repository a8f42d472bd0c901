import { signal } from '@preact/signals'

/** Media query for a narrow screen. layout.css contains the same query. */
const query = matchMedia('(max-width: 44rem)')

/**
 * `true` if the page has one column. The elements' order follows this value, so that the focus
 * moves in the visible order.
 */
export const narrow = signal(query.matches)

query.addEventListener('change', () => {
  narrow.value = query.matches
})

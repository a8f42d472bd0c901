import { signal } from '@preact/signals'

/** As the media query of base.css. */
const query = matchMedia('(max-width: 50rem)')

/** Whether the page has one column. The order of elements follows it, so that focus goes as the eye does. */
export const narrow = signal(query.matches)

query.addEventListener('change', () => {
  narrow.value = query.matches
})

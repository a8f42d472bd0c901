import { RESULT_ID } from './skip-link.tsx'
import { view } from './view.ts'

/** Scrolls to the URL and the result, which are at the top of a narrow page. */
function showResult(): void {
  document.getElementById(RESULT_ID)?.focus({ preventScroll: true })
  scrollTo(0, 0)
}

/**
 * Leads back to the result from a narrow page's controls, where the result is out of sight. It
 * shows the result as a small picture.
 */
export function MiniResult() {
  const { last, state } = view.value
  const isPicture = state !== 'refused' && last?.type.startsWith('image/')
  return (
    <button type="button" class="button mini-result" aria-busy={state === 'loading'} onClick={showResult}>
      {isPicture && <img src={last?.objectUrl} alt="" />}
      {state === 'refused' ? 'Refused: show the reason' : 'Show the result'}
    </button>
  )
}

/** Id of the element to which the skip link moves the focus. */
export const RESULT_ID = 'result'

/**
 * First element on the page, which is visible while it has the focus. It does not change the hash,
 * because the hash contains the target.
 */
export function SkipLink() {
  return (
    <a
      class="skip-link"
      href={`#${RESULT_ID}`}
      onClick={(event) => {
        event.preventDefault()
        const result = document.getElementById(RESULT_ID)
        result?.focus()
        result?.scrollIntoView({ block: 'nearest' })
      }}
    >
      Skip to the result
    </a>
  )
}

import { signal } from '@preact/signals'

/** Id of the view that shows the result. */
export const RESULT = 'result'

/** Id of the view that the stage shows. */
export const chosenView = signal(RESULT)

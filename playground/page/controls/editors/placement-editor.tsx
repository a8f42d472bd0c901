import type { EditorProps } from './editor.ts'

const ROWS = ['top', '', 'bottom']
const COLUMNS = ['left', '', 'right']

/** The nine positions on a picture in reading order. */
const PLACES = ROWS.flatMap((row) => COLUMNS.map((column) => `${row}${column}` || 'center'))

/** Returns `true` if a word list includes all nine positions on a picture. */
export const isPlacement = (words: readonly string[]) => PLACES.every((place) => words.includes(place))

/** Edits a position on a picture with nine radio buttons in a grid. */
export function PlacementEditor({ name, id, text, initial, tie, onText }: EditorProps<'choice'>) {
  return (
    <div class="row placement-row">
      <div
        class="placement"
        role="radiogroup"
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-state ${tie['aria-describedby']}`}
      >
        {PLACES.map((place) => (
          <input
            key={place}
            id={place === (text ?? initial) ? id : undefined}
            type="radio"
            name={name}
            class={place === initial ? 'place initial' : 'place'}
            aria-label={place}
            title={place}
            checked={place === text}
            onChange={() => onText(place)}
          />
        ))}
      </div>
      <span id={`${id}-state`} class="quiet small">
        {text ?? `${initial} (default)`}
      </span>
    </div>
  )
}

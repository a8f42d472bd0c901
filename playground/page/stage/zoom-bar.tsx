import { stepZoom, ZOOMS } from './viewing.ts'
import { scale, zoom } from './zoom.ts'

const percent = (value: number) => `${Math.round(value * 100)} %`

/** Buttons and a menu for the zoom. */
export function ZoomBar() {
  const listed = zoom.value === 'fit' || ZOOMS.some((value) => value === zoom.value)
  return (
    <fieldset class="zoom-bar" aria-label="Zoom">
      <button
        class="button icon"
        type="button"
        aria-label="Zoom out"
        onClick={() => (zoom.value = stepZoom(scale.value, -1))}
      >
        −
      </button>
      <select
        class="select"
        aria-label="Zoom"
        value={String(zoom.value)}
        onChange={({ currentTarget: { value } }) => {
          zoom.value = value === 'fit' ? value : Number(value)
        }}
      >
        <option value="fit">fit · {percent(scale.value)}</option>
        {ZOOMS.map((value) => (
          <option key={value} value={String(value)}>
            {percent(value)}
          </option>
        ))}
        {!listed && <option value={String(zoom.value)}>{percent(scale.value)}</option>}
      </select>
      <button
        class="button icon"
        type="button"
        aria-label="Zoom in"
        onClick={() => (zoom.value = stepZoom(scale.value, 1))}
      >
        +
      </button>
    </fieldset>
  )
}

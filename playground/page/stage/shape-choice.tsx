import { catalog } from '../catalog.ts'
import { presetQuery, zoneOf } from '../controls/zone-of.ts'
import { parameters, path, setParameters } from '../target.ts'
import { shapesFor } from './places.ts'

/**
 * Returns the sizes that the user must choose from before a focal point or `smart` can be set.
 * Returns none if the target or its preset has width and height.
 */
export function missingShapes() {
  const preset = presetQuery(zoneOf(path.value, catalog.value.zones), parameters.value.get('preset'))
  return shapesFor(new Map([...new URLSearchParams(preset), ...parameters.value]))
}

/** Lets the user choose the width and height that this crop form needs. */
export function ShapeChoice() {
  return (
    <fieldset class="layer-bar shapes" aria-label="Width and height of the result">
      <span class="quiet">This crop needs width and height. Choose them first:</span>
      {missingShapes().map(({ name, width, height }) => (
        <button
          key={name}
          type="button"
          class="button compact"
          onClick={() => setParameters({ width, height })}
        >
          {name} <span class="quiet">{`${width} × ${height}`}</span>
        </button>
      ))}
    </fieldset>
  )
}

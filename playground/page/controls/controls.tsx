import { isOptionName, OPTIONS } from '../../../src/url/options.ts'
import { mistakes, parameters, setParameters } from '../target.ts'

/** A control for each parameter of the table. */
export function Controls() {
  return (
    <div class="controls">
      {Object.keys(OPTIONS)
        .filter(isOptionName)
        .map((name) => (
          <label key={name}>
            {name}
            <input
              value={parameters.value.get(name) ?? ''}
              aria-invalid={mistakes.value.has(name)}
              onInput={({ currentTarget }) => setParameters({ [name]: currentTarget.value || undefined })}
            />
          </label>
        ))}
    </div>
  )
}

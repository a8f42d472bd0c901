import { isOptionName } from '../../../src/signing/url/options.ts'
import { parameters, removeParameter } from '../target.ts'

/** Shows the target's parameters that are not in the option table. */
export function UnknownParameters() {
  const unknown = [...parameters.value.keys()].filter((name) => !isOptionName(name))
  return (
    <>
      {unknown.map((name) => (
        <div key={name} class="notice bad row spread">
          <span>
            There is no parameter <code>{name}</code>.
          </span>
          <button type="button" class="button compact" onClick={() => removeParameter(name)}>
            Remove {name}
          </button>
        </div>
      ))}
    </>
  )
}

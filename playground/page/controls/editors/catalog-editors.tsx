import { catalog } from '../../catalog.ts'
import { path } from '../../target.ts'
import { presetQuery, zoneOf } from '../zone-of.ts'
import type { EditorProps } from './editor.ts'
import { SelectEditor } from './select-editor.tsx'

/** Editor that selects one of the server's keys. */
export function KeyEditor(props: EditorProps<'text'>) {
  const { keys } = catalog.value
  return <SelectEditor {...props} words={keys} initial={keys[0]} />
}

/** Editor that selects a preset from the picture's zone. */
export function PresetEditor(props: EditorProps<'text'>) {
  const zone = zoneOf(path.value, catalog.value.zones)
  const chosen = presetQuery(zone, props.text)
  return (
    <div class="stack tight">
      <SelectEditor {...props} words={Object.keys(zone?.presets ?? {})} />
      {chosen && <p class="hint mono break">{chosen}</p>}
    </div>
  )
}

import { colorParts, colorText } from './color-text.ts'
import type { EditorProps } from './editor.ts'
import { SliderBytes, sliderUse } from './slider-bytes.tsx'
import { TextEditor } from './text-editor.tsx'

/**
 * Edits a color by a color input, a text field and, if the parameter has alpha, an opacity
 * slider.
 */
export function ColorEditor(props: EditorProps<'color'>) {
  const { name, id, text, initial, shape, onText } = props
  const parts = colorParts(text ?? initial)
  return (
    <div class="color-editor">
      <input
        type="color"
        aria-label={`${name} color`}
        value={parts.hex}
        onInput={({ currentTarget }) => onText(colorText({ ...parts, hex: currentTarget.value }))}
      />
      <TextEditor {...props} initial="RRGGBB" />
      {shape.alpha && (
        <div class="opacity small quiet" {...sliderUse(name)}>
          <label for={`${id}-opacity`}>opacity</label>
          <input
            id={`${id}-opacity`}
            type="range"
            class={text === undefined ? 'range unset' : 'range'}
            min="0"
            max="1"
            step="0.05"
            value={parts.alpha}
            onInput={({ currentTarget }) =>
              onText(colorText({ ...parts, alpha: currentTarget.valueAsNumber }))
            }
          />
          <span class="number">{Math.round(parts.alpha * 100)}%</span>
          <SliderBytes name={name} />
        </div>
      )}
    </div>
  )
}

import type { EditorProps } from './editor.ts'
import { momentWords } from './moment-text.ts'
import { NumberField } from './number-field.tsx'

const FROM_NOW = [
  ['10 min', 600],
  ['1 h', 3600],
  ['1 day', 86_400],
] as const

const unixNow = () => Math.floor(Date.now() / 1000)

/** Edits a Unix time, with buttons for times relative to now. */
export function MomentEditor({ name, id, text, shape, tie, onText }: EditorProps<'whole'>) {
  const words = text === undefined ? 'none' : momentWords(text, unixNow())
  return (
    <div class="stack tight">
      <div class="quick">
        {FROM_NOW.map(([title, seconds]) => (
          <button
            key={title}
            type="button"
            class="button compact"
            aria-label={`${name} in ${title}`}
            onClick={() => onText(String(unixNow() + seconds))}
          >
            {title}
          </button>
        ))}
        <button
          type="button"
          class="button compact"
          aria-label={`${name}: none`}
          onClick={() => onText(undefined)}
        >
          none
        </button>
      </div>
      <NumberField
        id={id}
        value={text ?? ''}
        steps={{ ...shape, step: 60 }}
        from={unixNow()}
        {...tie}
        onText={(next) => onText(next || undefined)}
      />
      <p class="hint">{words}</p>
    </div>
  )
}

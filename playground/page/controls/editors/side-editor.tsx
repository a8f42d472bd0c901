import { parameters, setParameters } from '../../target.ts'
import { Icon } from '../icon.tsx'
import { lockedRatio, ratioOf, ratioText, sidesAfter } from '../ratio.ts'
import type { EditorProps } from './editor.ts'
import { NumberEditor } from './number-editor.tsx'

function RatioLock() {
  const now = ratioOf(parameters.value)
  const locked = now && lockedRatio.value
  const ratio = locked ?? now
  return (
    <div class="row small ratio">
      <button
        type="button"
        class="button compact"
        aria-pressed={locked !== undefined}
        aria-disabled={ratio === undefined}
        aria-describedby="ratio-words"
        onClick={() => {
          lockedRatio.value = locked === undefined ? now : undefined
        }}
      >
        <Icon name={locked === undefined ? 'unlocked' : 'locked'} />
        Lock ratio
      </button>
      <span id="ratio-words" class="quiet">
        {ratio === undefined ? 'needs both' : ratioText(ratio)}
      </span>
    </div>
  )
}

/**
 * Edits `width` or `height`. While the ratio is locked, changing one side changes the other. A
 * change opens the lock if the other side is no longer set.
 */
export function SideEditor(props: EditorProps<'whole'>) {
  const { name } = props
  const [side, other] = name === 'width' ? (['width', 'height'] as const) : (['height', 'width'] as const)
  const onText = (text: string | undefined) => {
    const given = parameters.peek()
    if (!given.has(other)) lockedRatio.value = undefined
    setParameters(sidesAfter(side, text, { ratio: lockedRatio.peek(), given }))
  }
  return (
    <div class="stack tight">
      <NumberEditor {...props} onText={onText} />
      {side === 'height' && <RatioLock />}
    </div>
  )
}

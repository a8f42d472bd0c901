import type { Rendering } from '../rendering.ts'
import { parameters, setParameters } from '../target.ts'

/** Formats whose output can be animated. `undefined` is the default format. */
const MOVING: readonly (string | undefined)[] = [undefined, 'auto', 'webp']

const firstText = (frames: number | 'unknown') =>
  frames === 'unknown' ? 'First frame only' : `First of ${frames} frames`

/**
 * Says that the picture is only the first frame of an animated source, and offers `animate=1`. It
 * shows nothing for a still source or a chosen frame.
 */
export function AnimationSwitch({ rendering }: { readonly rendering: Rendering }) {
  const { plan, info } = rendering
  const frames = plan?.source.frames
  const given = parameters.value
  if (frames === undefined || plan?.original || given.has('page')) return null
  const isMoving = given.has('animate') ? given.get('animate') === '1' : info.frames !== undefined
  const format = MOVING.includes(given.get('format')) ? {} : { format: 'webp' }
  return (
    <label class="check animation">
      <input
        type="checkbox"
        role="switch"
        class="switch"
        checked={isMoving}
        aria-checked={isMoving}
        onChange={({ currentTarget: { checked } }) =>
          setParameters(
            checked ? { ...format, animate: '1' } : { animate: given.has('animate') ? undefined : '0' },
          )
        }
      />
      {info.frames === undefined
        ? `${firstText(frames)}: play all${'format' in format ? ' as WebP' : ''}`
        : `All ${info.frames} frames`}
    </label>
  )
}

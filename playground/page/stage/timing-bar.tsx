import type { ComponentChildren } from 'preact'
import type { TimedStage } from './answer.ts'
import { formatMs } from './numbers.ts'

/** Stages that have their own color in the bar. All others share one color. */
const COLORED: readonly string[] = ['source', 'probe', 'analyze', 'decode', 'compose', 'overlay', 'encode']

const colorOf = (name: string) => (COLORED.includes(name) ? name : 'other')

interface TimingBarProps {
  readonly stages: readonly TimedStage[]
  /** Elements beside the heading. */
  readonly children?: ComponentChildren
}

/** Shows the durations of a request's stages as a bar, and as a list with the same numbers. */
export function TimingBar({ stages, children }: TimingBarProps) {
  const total = stages.reduce((sum, { ms }) => sum + ms, 0)
  return (
    <div class="timing">
      <div class="row spread timing-head">
        <h2>
          Time in the Worker <span class="quiet">{stages.length > 0 ? formatMs(total) : 'not told'}</span>
        </h2>
        {children}
      </div>
      <div class="bar" aria-hidden="true">
        {stages.map(({ name, ms }) => (
          <span key={name} data-stage={colorOf(name)} style={{ flexGrow: total > 0 ? ms : 1 }} />
        ))}
      </div>
      <ul class="stages" aria-label="Stages">
        {stages.map(({ name, ms }) => (
          <li key={name}>
            <span class="swatch" data-stage={colorOf(name)} aria-hidden="true" />
            {name} <span class="number">{formatMs(ms)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

import { escaped, round, STYLE, text } from '../../bench/chart.ts'
import type { Sample } from './resident.ts'

export interface MemoryChart {
  readonly title: string
  readonly subtitle: string
  readonly samples: readonly Sample[]
  /** Resident memory in megabytes before the load. */
  readonly idle: number
  /** Horizontal lines, in megabytes above `idle`. */
  readonly marks: readonly { readonly above: number; readonly label: string }[]
}

const WIDTH = 760
const HEIGHT = 360
const PLOT = { left: 60, right: WIDTH - 110, top: 68, bottom: HEIGHT - 40 }

const LINE_STYLE = `
    .idle { stroke: #59636e; stroke-width: 1.5 }
    .memory { fill: none; stroke: #0969da; stroke-width: 1.5; stroke-linejoin: round }
    @media (prefers-color-scheme: dark) {
      .idle { stroke: #9198a1 }
      .memory { stroke: #4493f8 }
    }`

/**
 * Returns the smallest step of the form 1, 2 or 5 × 10ⁿ that divides the range up to `to` into at
 * most `maxSteps` steps.
 */
export function stepOf(to: number, maxSteps: number): number {
  const power = 10 ** Math.floor(Math.log10(to / maxSteps))
  return power * ([1, 2, 5].find((factor) => to / (power * factor) <= maxSteps) ?? 10)
}

function ticksTo(to: number, step: number): number[] {
  return Array.from({ length: Math.ceil(to / step) + 1 }, (_, index) => index * step)
}

function horizontal(y: number, kind: string): string {
  return `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${round(y)}" y2="${round(y)}" class="${kind}"/>`
}

/** Draws resident memory over time as an SVG document in the style of the benchmark's charts. */
export function drawMemory({ title, subtitle, samples, idle, marks }: MemoryChart): string {
  const seconds = Math.max(1, samples.at(-1)?.seconds ?? 0)
  const highest = Math.max(idle, ...samples.map((it) => it.megabytes), ...marks.map((it) => idle + it.above))
  const rows = ticksTo(highest, stepOf(highest, 8))
  const top = rows.at(-1) ?? highest
  const x = (at: number) => PLOT.left + (at / seconds) * (PLOT.right - PLOT.left)
  const y = (value: number) => PLOT.bottom - (value / top) * (PLOT.bottom - PLOT.top)

  const grid = rows.map(
    (value) =>
      horizontal(y(value), 'grid') +
      text(PLOT.left - 8, y(value) + 4, `${value}`, 'class="quiet" text-anchor="end"'),
  )
  const columns = ticksTo(seconds, stepOf(seconds, 10)).filter((at) => at <= seconds)
  const times = columns.map((at) =>
    text(x(at), PLOT.bottom + 18, `${at} s`, 'class="quiet" text-anchor="middle"'),
  )
  const labelled = (value: number, label: string, line: string, words: string) =>
    horizontal(y(value), line) + text(PLOT.right + 6, y(value) + 4, label, `class="${words}"`)
  const path = samples.map(
    (it, i) => `${i === 0 ? 'M' : 'L'}${round(x(it.seconds))} ${round(y(it.megabytes))}`,
  )
  const parts = [
    text(16, 26, title, 'class="title"'),
    text(16, 46, subtitle, 'class="quiet"'),
    ...grid,
    ...times,
    labelled(idle, 'idle', 'idle', 'quiet'),
    ...marks.map(({ above, label }) => labelled(idle + above, label, 'mark', 'marked')),
    `<path class="memory" d="${path.join(' ')}"/>`,
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(title)}">
  <style>${STYLE}${LINE_STYLE}
  </style>
  ${parts.join('\n  ')}
</svg>
`
}

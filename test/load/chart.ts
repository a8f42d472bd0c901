import { escaped, round, STYLE, text } from '../../bench/chart.ts'
import { countOf, type IsolateSample } from './isolate/watch.ts'
import type { Sample } from './sample.ts'

export interface MemoryChart {
  readonly title: string
  readonly subtitle: string
  /** Memory of the isolate, which is drawn as stacked areas. */
  readonly samples: readonly IsolateSample[]
  /** Resident memory, which is drawn as a line. */
  readonly resident: readonly Sample[]
  /** Horizontal line, in megabytes. */
  readonly limit: { readonly value: number; readonly label: string }
}

const WIDTH = 760
const HEIGHT = 420
const PLOT = { left: 60, right: WIDTH - 100, top: 92, bottom: HEIGHT - 40 }

/** Maximum number of points in an area. The plot has 600 pixels. */
const MAX_POINTS = 600

/** Layers from the bottom, with the classes of the benchmark's charts. */
const LAYERS = [
  { part: 'wasm', name: 'WebAssembly', kind: 's0' },
  { part: 'buffers', name: 'buffers', kind: 's2' },
  { part: 'heap', name: 'heap', kind: 's3' },
] as const

const LINE_STYLE = `
    .resident { fill: none; stroke: #59636e; stroke-width: 1; stroke-linejoin: round }
    @media (prefers-color-scheme: dark) {
      .resident { stroke: #9198a1 }
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

/** Keeps the highest of neighboring items, so that at most `MAX_POINTS` are left. */
function thin<T>(items: readonly T[], heightOf: (item: T) => number): T[] {
  const stretch = Math.ceil(items.length / MAX_POINTS)
  if (stretch <= 1) return [...items]
  return Array.from({ length: Math.ceil(items.length / stretch) }, (_, i) =>
    items
      .slice(i * stretch, (i + 1) * stretch)
      .reduce((highest, each) => (heightOf(each) > heightOf(highest) ? each : highest)),
  )
}

/** Maps seconds and megabytes to positions. */
interface Scale {
  x(seconds: number): number
  y(megabytes: number): number
}

const pointAt = ({ x, y }: Scale, seconds: number, megabytes: number) =>
  `${round(x(seconds))} ${round(y(megabytes))}`

function drawLayers(samples: readonly IsolateSample[], scale: Scale): string[] {
  if (samples.length === 0) return []
  let bases = samples.map(() => 0)
  return LAYERS.map(({ part, kind }) => {
    const tops = samples.map((each, i) => (bases[i] ?? 0) + each[part])
    const forth = samples.map(({ seconds }, i) => pointAt(scale, seconds, tops[i] ?? 0))
    const back = samples.map(({ seconds }, i) => pointAt(scale, seconds, bases[i] ?? 0)).reverse()
    bases = tops
    return `<path class="${kind}" data-part="${part}" d="M${[...forth, ...back].join(' L')} Z"/>`
  })
}

function drawLegend(): string[] {
  const layers = LAYERS.toReversed().map(({ name, kind }, i) => {
    const x = 16 + 110 * i
    return `<rect class="${kind}" x="${x}" y="60" width="11" height="11"/>${text(x + 16, 70, name)}`
  })
  const x = 16 + 110 * LAYERS.length
  const line = `<path class="resident" d="M${x} 66 h16"/>`
  return [...layers, line + text(x + 22, 70, 'resident memory of workerd')]
}

/** Draws an isolate's memory over time as an SVG document in the benchmark charts' style. */
export function drawMemory({ title, subtitle, samples, resident, limit }: MemoryChart): string {
  const seconds = Math.max(1, samples.at(-1)?.seconds ?? 0, resident.at(-1)?.seconds ?? 0)
  const areas = thin(samples, countOf)
  const outline = thin(resident, ({ megabytes }) => megabytes)
  const highest = Math.max(limit.value, ...areas.map(countOf), ...outline.map(({ megabytes }) => megabytes))
  const rows = ticksTo(highest, stepOf(highest, 8))
  const top = rows.at(-1) ?? highest
  const scale: Scale = {
    x: (at) => PLOT.left + (at / seconds) * (PLOT.right - PLOT.left),
    y: (value) => PLOT.bottom - (value / top) * (PLOT.bottom - PLOT.top),
  }
  const grid = rows.map(
    (value) =>
      horizontal(scale.y(value), 'grid') +
      text(PLOT.left - 8, scale.y(value) + 4, `${value}`, 'class="quiet" text-anchor="end"'),
  )
  const columns = ticksTo(seconds, stepOf(seconds, 10)).filter((at) => at <= seconds)
  const times = columns.map((at) =>
    text(scale.x(at), PLOT.bottom + 18, `${at} s`, 'class="quiet" text-anchor="middle"'),
  )
  const line = outline.map((each) => pointAt(scale, each.seconds, each.megabytes))
  const parts = [
    text(16, 26, title, 'class="title"'),
    text(16, 46, subtitle, 'class="quiet"'),
    ...drawLegend(),
    ...grid,
    ...times,
    ...drawLayers(areas, scale),
    ...(line.length > 0 ? [`<path class="resident" data-part="resident" d="M${line.join(' L')}"/>`] : []),
    horizontal(scale.y(limit.value), 'mark'),
    text(PLOT.right + 6, scale.y(limit.value) + 4, limit.label, 'class="marked"'),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(title)}">
  <style>${STYLE}${LINE_STYLE}
  </style>
  ${parts.join('\n  ')}
</svg>
`
}

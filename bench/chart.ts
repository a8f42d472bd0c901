/** A bar that shows the value for one series. */
export interface Bar {
  readonly series: string
  readonly value: number
  readonly label: string
}

/** Bars with a common caption. */
export interface Group {
  readonly caption: string
  readonly bars: readonly Bar[]
}

export interface Chart {
  readonly title: string
  readonly subtitle: string
  /** Series names in the legend's order. The first is Signet. */
  readonly series: readonly string[]
  readonly groups: readonly Group[]
  readonly axis: Axis
}

/** Maps values to positions. */
export interface Axis {
  /** Returns a position relative to the plot's width. The chart cuts bars off at 1. */
  place(value: number): number
  /** Value at which the bars start. */
  readonly base: number
  readonly ticks: readonly { readonly value: number; readonly label: string }[]
  /** Reference line. */
  readonly reference: { readonly value: number; readonly label: string }
}

/** Returns a logarithmic scale, on which 2 and 1/2 have the same distance from 1. */
export function logarithmic(from: number, to: number, base: number): Pick<Axis, 'place' | 'base'> {
  return { base, place: (value) => Math.log(value / from) / Math.log(to / from) }
}

export function linear(to: number): Pick<Axis, 'place' | 'base'> {
  return { base: 0, place: (value) => value / to }
}

const WIDTH = 760
const LEFT = 215
const MARGIN = 16
const RIGHT = 90
const PLOT = WIDTH - LEFT - RIGHT
const TOP = 108
const BAR = 15
const GAP = 3
const GROUP_GAP = 14

/** Style that follows the reader's color scheme, also if the chart is an image in a README. */
export const STYLE = `
    text { font: 12px system-ui, sans-serif; fill: #1f2328 }
    .title { font-size: 17px; font-weight: 600 }
    .quiet { fill: #59636e }
    .grid { stroke: #d1d9e0; stroke-width: 1 }
    .mark { stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 4 3 }
    .marked { fill: #cf222e }
    .s0 { fill: #0969da } .s1 { fill: #8c959f } .s2 { fill: #c69026 } .s3 { fill: #9a6dd7 }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc }
      .quiet { fill: #9198a1 }
      .grid { stroke: #3d444d }
      .mark { stroke: #f85149 }
      .marked { fill: #f85149 }
      .s0 { fill: #4493f8 } .s1 { fill: #767e88 } .s2 { fill: #d29922 } .s3 { fill: #ab7df8 }
    }`

export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
export const round = (value: number) => Number(value.toFixed(1))

export function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}"${attributes && ` ${attributes}`}>${escaped(content)}</text>`
}

function line(x: number, from: number, to: number, kind: string): string {
  return `<line x1="${round(x)}" x2="${round(x)}" y1="${round(from)}" y2="${round(to)}" class="${kind}"/>`
}

function drawBar({ value, label }: Bar, index: number, y: number, axis: Axis): string {
  const base = LEFT + axis.place(axis.base) * PLOT
  const beyond = axis.place(value) > 1
  const end = LEFT + Math.min(Math.max(axis.place(value), 0), 1) * PLOT
  const from = Math.min(base, end)
  const to = Math.max(base, end, from + 1)
  const middle = y + BAR - 3.5
  const tip = beyond ? ` l7 ${BAR / 2} l-7 ${BAR / 2}` : `v${BAR}`
  const bar = `<path class="s${index}" d="M${round(from)} ${round(y)} H${round(to)} ${tip} H${round(from)} Z"/>`
  return bar + text(to + (beyond ? 12 : 5), middle, label)
}

function drawGroup({ caption, bars }: Group, top: number, { axis, series }: Chart): string {
  const height = bars.length * (BAR + GAP) - GAP
  const drawn = bars.map((bar, i) => drawBar(bar, series.indexOf(bar.series), top + i * (BAR + GAP), axis))
  return [text(MARGIN, top + height / 2 + 4, caption), ...drawn].join('\n  ')
}

function drawLegend(series: readonly string[]): string {
  let x = MARGIN
  const entries = series.map((name, index) => {
    const entry = `<rect class="s${index}" x="${x}" y="60" width="11" height="11"/>${text(x + 16, 70, name)}`
    x += 44 + name.length * 6.5
    return entry
  })
  return entries.join('\n  ')
}

/** Draws grouped horizontal bars as an SVG document that is readable on light and dark pages. */
export function drawChart(chart: Chart): string {
  const { title, subtitle, series, groups, axis } = chart
  const heights = groups.map(({ bars }) => bars.length * (BAR + GAP) - GAP + GROUP_GAP)
  const tops = heights.map((_, i) => TOP + heights.slice(0, i).reduce((sum, height) => sum + height, 0))
  const bottom = TOP + heights.reduce((sum, height) => sum + height, 0)
  const at = (value: number) => LEFT + axis.place(value) * PLOT
  const ticks = axis.ticks.map(
    ({ value, label }) =>
      line(at(value), TOP - 8, bottom - 6, 'grid') +
      text(at(value), bottom + 8, label, 'class="quiet" text-anchor="middle"'),
  )
  const { reference } = axis
  const parts = [
    text(MARGIN, 26, title, 'class="title"'),
    text(MARGIN, 46, subtitle, 'class="quiet"'),
    drawLegend(series),
    ...ticks,
    ...groups.map((group, i) => drawGroup(group, tops[i] ?? TOP, chart)),
    line(at(reference.value), TOP - 8, bottom - 6, 'mark'),
    text(at(reference.value), TOP - 13, reference.label, 'class="marked" text-anchor="middle"'),
  ]
  const height = bottom + 20
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">
  <style>${STYLE}
  </style>
  ${parts.join('\n  ')}
</svg>
`
}

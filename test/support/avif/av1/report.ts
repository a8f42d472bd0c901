import { type Cell, type Outcome, SPEEDS } from './cells.ts'

/**
 * Maximum differences of a correct picture, in levels from 0 to 255. The planes are identical to
 * avifdec's; converting them rounds once or twice.
 */
export const BOUNDS = { mean: 0.5, worstBlock: 2 } as const

const NAME: (cell: Cell) => string = ({ tool, chroma, depth }) => `${tool}, ${chroma}, ${depth} bits`

const nameOf = (outcome: Outcome): 'right' | 'wrong' | 'refused' | 'not made' => {
  if (!outcome.made) return 'not made'
  const { verdict } = outcome
  if (verdict.kind === 'refused') return 'refused'
  return verdict.mean <= BOUNDS.mean && verdict.worstBlock <= BOUNDS.worstBlock ? 'right' : 'wrong'
}

/** Lists the failures: fixtures that Signet decodes wrongly or refuses. */
export const failures = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes
    .filter((outcome) => ['wrong', 'refused'].includes(nameOf(outcome)))
    .map((outcome) => `${describe(outcome.cell)}: ${nameOf(outcome)} ${JSON.stringify(outcome)}`)

const describe = (cell: Cell) => `${NAME(cell)}, ${cell.full ? 'full' : 'limited'} range, speed ${cell.speed}`

/**
 * Returns a table with a row for each tool, chroma format and depth, and the speeds of each
 * outcome.
 */
export function report(outcomes: readonly Outcome[]): string {
  const rows = Map.groupBy(outcomes, ({ cell }) => NAME(cell))
  const lines = [...rows].map(([name, row]) => {
    const kinds = Map.groupBy(row, nameOf)
    const parts = [...kinds].map(([kind, list]) => {
      const reasons = new Set(list.flatMap((outcome) => (outcome.made ? [] : [outcome.reason])))
      const speeds = list.map(({ cell }) => cell.speed).sort((a, b) => a - b)
      return `${kind} at ${spans(speeds)}${reasons.size > 0 ? ` (${[...reasons].join('; ')})` : ''}`
    })
    return `${name}: ${parts.join(', ')}`
  })
  const totals = Map.groupBy(outcomes, nameOf)
  const total = [...totals].map(([kind, list]) => `${list.length} ${kind}`).join(', ')
  return [...lines, `${outcomes.length} cells: ${total}`].join('\n')
}

/** Formats speeds as ranges, such as "0-4, 6". */
function spans(speeds: readonly number[]): string {
  const all = SPEEDS.filter((speed) => speeds.includes(speed))
  const starts = all.filter((speed) => !all.includes(speed - 1))
  return starts
    .map((start) => {
      const end = all.find((speed) => speed >= start && !all.includes(speed + 1)) ?? start
      return end === start ? `${start}` : `${start}-${end}`
    })
    .join(', ')
}

/** Lists the cells for which no fixture could be made. */
export const notMade = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.filter(({ made }) => !made).map(({ cell }) => describe(cell))

/** Lists the names of tools, chroma formats and depths that no fixture covers. */
export const uncovered = (outcomes: readonly Outcome[]): readonly string[] =>
  [...Map.groupBy(outcomes, ({ cell }) => NAME(cell))]
    .filter(([, row]) => row.every(({ made }) => !made))
    .map(([name]) => name)

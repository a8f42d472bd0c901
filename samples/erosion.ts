import { hash } from './noise.ts'

/** Heights on a grid with square cells, row by row. */
export interface Heights {
  readonly columns: number
  readonly rows: number
  readonly data: Float64Array
}

/**
 * Simulated time per step. Steps may be long because each step is solved implicitly from the
 * outlets upwards.
 */
const STEP = 25

const ROUNDS = [30, 12, 7, 4]

const STEEPEST = 1.2
const LEVELS = 4096

/**
 * Simulates uplift and erosion by rivers until both balance: the stream-power law dh/dt = U − √A·S,
 * where A is the area that drains through a cell and S its slope. Unlike noise, it gives branching
 * crests and valleys that all lead down.
 *
 * @param columns the finest grid's size, a multiple of 8
 * @param uplift speed at which the land rises at a position (0…1, 0…1) on the grid; water leaves
 *   the land where it is 0
 * @returns heights in units of the finest cell's width, for an uplift of 1 at the steepest
 */
export function erode(
  columns: number,
  rows: number,
  uplift: (x: number, y: number) => number,
  seed: number,
): Heights {
  let coarser: Heights | undefined
  for (const [level, rounds] of ROUNDS.entries()) {
    const cell = 2 ** (ROUNDS.length - 1 - level)
    const size = { columns: columns / cell, rows: rows / cell }
    const rise = fill(size, (x, y) => uplift((x + 0.5) / size.columns, (y + 0.5) / size.rows))
    const before = coarser
    const heights = fill(size, (x, y) => {
      const base = before ? (before.data[(y >> 1) * before.columns + (x >> 1)] as number) : 0
      return base + hash(x, y, seed + level) * 0.5
    })
    for (let round = 0; round < rounds; round++) carve(heights, rise.data, cell)
    coarser = heights
  }
  return coarser as Heights
}

function fill(size: { columns: number; rows: number }, at: (x: number, y: number) => number): Heights {
  const data = Float64Array.from({ length: size.columns * size.rows }, (_, i) => {
    return at(i % size.columns, Math.floor(i / size.columns))
  })
  return { ...size, data }
}

function carve(heights: Heights, uplift: Float64Array, cell: number): void {
  const { columns, data } = heights
  const { order, outlet } = drain(heights, uplift)
  const area = new Float64Array(data.length).fill(1)
  for (let k = order.length - 1; k >= 0; k--) {
    const i = order[k] as number
    const to = outlet[i] as number
    if (to !== i) area[to] = (area[to] as number) + (area[i] as number)
  }
  for (const i of order) {
    const to = outlet[i] as number
    if (to === i) {
      data[i] = 0
      continue
    }
    const straight = Math.abs(to - i) === 1 || Math.abs(to - i) === columns
    const force = STEP * (area[i] as number) ** 0.32 * (straight ? 1 : Math.SQRT1_2)
    const base = data[to] as number
    const height = ((data[i] as number) + (uplift[i] as number) * STEP + force * base) / (1 + force)
    data[i] = Math.min(height, base + (cell * STEEPEST) / (straight ? 1 : Math.SQRT1_2))
  }
}

/**
 * Computes the drainage by a priority flood from the outlets.
 * @returns for each cell the cell that it drains to (`outlet`), and an order in which that cell
 * comes first (`order`)
 */
function drain(heights: Heights, uplift: Float64Array): { order: Uint32Array; outlet: Int32Array } {
  const { columns, rows, data } = heights
  const highest = data.reduce((a, b) => Math.max(a, b), 1e-9)
  const order = new Uint32Array(data.length)
  const outlet = new Int32Array(data.length).fill(-1)
  const flooded = new Uint8Array(data.length)
  const first = new Int32Array(LEVELS).fill(-1)
  const next = new Int32Array(data.length)
  const enqueue = (i: number, from: number, lowest: number) => {
    const level = Math.max(lowest, Math.floor(((data[i] as number) / highest) * (LEVELS - 1)))
    outlet[i] = from
    next[i] = first[level] as number
    first[level] = i
  }
  for (let i = 0; i < data.length; i++) if ((uplift[i] as number) <= 0) enqueue(i, i, 0)
  let count = 0
  for (let level = 0; level < LEVELS; level++) {
    for (let i = first[level] as number; i >= 0; i = first[level] as number) {
      first[level] = next[i] as number
      order[count++] = i
      flooded[i] = 1
      const x = i % columns
      const y = (i - x) / columns
      let fall = 0
      for (let v = Math.max(0, y - 1); v <= Math.min(rows - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(columns - 1, x + 1); u++) {
          const j = v * columns + u
          if (outlet[j] === -1) enqueue(j, i, level)
          if (flooded[j] === 0 || outlet[i] === i) continue
          const drop = ((data[i] as number) - (data[j] as number)) * (u !== x && v !== y ? Math.SQRT1_2 : 1)
          if (drop <= fall) continue
          fall = drop
          outlet[i] = j
        }
      }
    }
  }
  return { order: order.subarray(0, count), outlet }
}

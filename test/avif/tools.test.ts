import { expect, it } from 'vitest'
import { type Cell, CHROMAS, DEPTHS, outcomeOf } from '../support/av1/cells.ts'
import { failures, report, uncovered } from '../support/av1/report.ts'
import { toolNames } from '../support/av1/tools.ts'
import { describeMatrix } from './programs.ts'

/** aomenc 3.12 writes superres of 12 bits only for 4:2:0 and gray. */
const IMPOSSIBLE = ['superres', 'superres and restoration'].flatMap((tool) =>
  ['4:2:2', '4:4:4'].map((chroma) => `${tool}, ${chroma}, 12 bits`),
)

/** Slow enough for restoration, and fast enough for all cells. */
const SPEED = 4
/** One more, where filters and copies of blocks are searched otherwise. */
const FAST = 7

describeMatrix('every coding tool, chroma and depth', () => {
  it('decodes as avifdec does', async () => {
    const outcomes = []
    let count = 0
    for (const tool of toolNames)
      for (const chroma of CHROMAS)
        for (const depth of DEPTHS)
          for (const speed of [SPEED, FAST]) {
            // Both ranges with each chroma and depth, of one tool or the other.
            const cell: Cell = {
              tool,
              chroma,
              depth,
              speed,
              full: (toolNames.indexOf(tool) + count++) % 2 === 0,
            }
            outcomes.push(await outcomeOf(cell))
          }
    console.log(report(outcomes))
    expect(failures(outcomes)).toEqual([])
    expect(uncovered(outcomes)).toEqual(IMPOSSIBLE)
  })
})

import { expect, it } from 'vitest'
import { CHROMAS, DEPTHS, outcomeOf } from '../support/avif/av1/cells.ts'
import { failures, report, uncovered } from '../support/avif/av1/report.ts'
import { isUsedAt, toolNames } from '../support/avif/av1/tools.ts'
import { describeMatrix } from './programs.ts'

/** Cells without a file: aomenc 3.12 writes 12-bit superres only for 4:2:0 and gray. */
const IMPOSSIBLE = ['superres', 'superres and restoration'].flatMap((tool) =>
  ['4:2:2', '4:4:4'].map((chroma) => `${tool}, ${chroma}, 12 bits`),
)

/**
 * Pairs of speed and full range. Speed 4 is slow enough for restoration, with both ranges. At speed
 * 7, filters and block copies are searched differently.
 */
const SETTINGS = [
  [4, true],
  [4, false],
  [7, true],
] as const

describeMatrix('a file of any coding tool, chroma and depth', () => {
  it('decodes to the pixels of avifdec', async () => {
    const outcomes = []
    for (const tool of toolNames)
      for (const chroma of CHROMAS)
        for (const depth of DEPTHS)
          for (const [speed, full] of SETTINGS.filter(([each]) => isUsedAt(tool, each)))
            outcomes.push(await outcomeOf({ tool, chroma, depth, speed, full }))
    console.log(report(outcomes))
    expect(failures(outcomes)).toEqual([])
    expect(uncovered(outcomes)).toEqual(IMPOSSIBLE)
  })
})

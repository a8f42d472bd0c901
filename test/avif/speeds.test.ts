import { expect, it } from 'vitest'
import type { Chroma } from '../../src/engine/picture/header.ts'
import { type Cell, CHROMAS, DEPTHS, outcomeOf, SPEEDS } from '../support/avif/av1/cells.ts'
import type { Depth } from '../support/avif/av1/encode.ts'
import { failures, notMade, report } from '../support/avif/av1/report.ts'
import { isUsedAt, type ToolName, toolNames } from '../support/avif/av1/tools.ts'
import { describeMatrix } from './programs.ts'

async function expectRight(tools: readonly ToolName[], chroma: Chroma, depth: Depth) {
  const outcomes = []
  for (const tool of tools)
    for (const speed of SPEEDS.filter((each) => isUsedAt(tool, each))) {
      const cell: Cell = { tool, chroma, depth, speed, full: speed % 2 === 0 }
      outcomes.push(await outcomeOf(cell))
    }
  console.log(report(outcomes))
  expect(failures(outcomes)).toEqual([])
  expect(notMade(outcomes)).toEqual([])
}

describeMatrix('the AVIF decoder', () => {
  it('decodes 8-bit 4:2:0 of any encoder speed and tool, by dav1d', async () => {
    await expectRight(toolNames, '4:2:0', 8)
  })

  it.each(CHROMAS.flatMap((chroma) => DEPTHS.map((depth) => [chroma, depth] as const)))(
    'decodes %s of %d bits at any encoder speed, by libaom',
    async (chroma, depth) => {
      await expectRight(['filters'], chroma, depth)
    },
  )
})

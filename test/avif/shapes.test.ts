import { expect, it } from 'vitest'
import { CHROMAS, DEPTHS } from '../support/avif/av1/cells.ts'
import { judge } from '../support/avif/av1/compare.ts'
import { type Encoding, encodeAvif } from '../support/avif/av1/encode.ts'
import { BOUNDS } from '../support/avif/av1/report.ts'
import { describeMatrix } from './programs.ts'

const FAST = { speed: 8, depth: 8, full: true, picture: 'photo', args: [] } as const

async function expectRight(encoding: Encoding): Promise<void> {
  const verdict = await judge(await encodeAvif(encoding))
  expect(verdict).toMatchObject({ kind: 'decoded' })
  if (verdict.kind !== 'decoded') return
  expect(verdict.mean).toBeLessThanOrEqual(BOUNDS.mean)
  expect(verdict.worstBlock).toBeLessThanOrEqual(BOUNDS.worstBlock)
}

describeMatrix('AVIF files', () => {
  it.each(CHROMAS)('decode correctly with odd sizes in %s', async (chroma) => {
    for (const [width, height] of [
      [1, 1],
      [1, 97],
      [97, 1],
      [3, 2],
      [61, 47],
      [129, 65],
    ] as const)
      await expectRight({ ...FAST, chroma, width, height })
  })

  it.each(CHROMAS)('decode correctly with alpha in %s', async (chroma) => {
    for (const depth of DEPTHS)
      await expectRight({ ...FAST, chroma, depth, width: 101, height: 75, picture: 'transparent' })
  })

  it.each(CHROMAS)('decode correctly as grids, cropped, turned and layered: %s', async (chroma) => {
    const size = { width: 256, height: 192 }
    for (const args of [
      ['--grid', '2x2'],
      ['--irot', '1'],
      ['--imir', '0'],
      ['--irot', '3', '--imir', '1'],
      ['--crop', '64,32,100,80'],
      ['--progressive'],
    ])
      await expectRight({ ...FAST, ...size, chroma, args })
  })
})

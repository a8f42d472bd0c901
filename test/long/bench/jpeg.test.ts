import sharp from 'sharp'
import { expect, test } from 'vitest'
import { measureJpeg, SCORES } from '../../../bench/formats/jpeg.ts'
import { encodeByMozjpeg } from '../../../bench/formats/jpeg-peers.ts'
import { canScore } from '../../../bench/formats/ssimulacra2.ts'
import { landscape } from '../../../samples/landscape.ts'

test('mozjpeg encodes progressive files with halved chroma', async () => {
  const frame = landscape(64, 48)
  const { isProgressive, chromaSubsampling } = await sharp(await encodeByMozjpeg(frame, 75)).metadata()
  expect([isProgressive, chromaSubsampling]).toEqual([true, '4:2:0'])
})

/** A picture without sharp edges of color, so that 4:2:0 reaches the scores. */
const open = () => sharp(landscape(120, 80).data, { raw: { width: 120, height: 80, channels: 4 } }).blur(2)

test.skipIf(!(await canScore()))(
  'a picture is measured at the widths that it has',
  async () => {
    const set = { name: 'any', pictures: [{ name: 'bay', width: 120, open }] }
    const said: string[] = []
    const missing = 'no-such-program'
    const { names, halved, full } = await measureJpeg(set, [96, 400], (line) => said.push(line), missing)
    expect(names).toEqual(['bay'])
    expect(said).toEqual([expect.stringContaining('bay, 96 pixels: 65 at ')])
    expect(full).toEqual([])
    expect(halved.length).toBeGreaterThan(0)
    for (const { width, score, ratios } of halved) {
      expect([width, SCORES.includes(score)]).toEqual([96, true])
      expect(ratios.every(({ peer }) => ['mozjpeg', 'sharp'].includes(peer))).toBe(true)
    }
  },
  120_000,
)

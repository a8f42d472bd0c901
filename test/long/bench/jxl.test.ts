import sharp from 'sharp'
import { expect, test } from 'vitest'
import { measureJxl, SCORES } from '../../../bench/formats/jxl.ts'
import { canScore } from '../../../bench/formats/ssimulacra2.ts'
import { landscape } from '../../../samples/landscape.ts'

// JPEGs with halved chroma of fewer pixels do not reach the scores.
const open = () => sharp(landscape(288, 192).data, { raw: { width: 288, height: 192, channels: 4 } })

test.skipIf(!(await canScore()))('a picture is measured at the widths that it has', async () => {
  const set = { name: 'any', pictures: [{ name: 'bay', width: 288, open }] }
  const said: string[] = []
  const { names, results } = await measureJxl(set, [240, 400], (line) => said.push(line), ['jpeg'])
  expect(names).toEqual(['bay'])
  expect(said).toEqual([expect.stringContaining('bay, 240 pixels across: 65 at ')])
  expect(results.map(({ width, score }) => [width, score])).toEqual(SCORES.map((score) => [240, score]))
})

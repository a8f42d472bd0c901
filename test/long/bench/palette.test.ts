import { expect, test } from 'vitest'
import { readDrawings } from '../../../bench/formats/drawings.ts'
import { measurePalettes } from '../../../bench/formats/palette.ts'

test('a drawing of the repository is measured at both compression levels', async () => {
  const { name, pictures } = await readDrawings()
  expect([name, pictures.length]).toEqual(['drawings', 10])
  const seal = pictures.filter((each) => each.name === 'seal')
  const said: string[] = []
  const { results } = await measurePalettes({ name, pictures: seal }, (line) => said.push(line))
  expect(results.map(({ compression, pictures }) => [compression, pictures])).toEqual([
    [3, 1],
    [6, 1],
  ])
  expect(said).toHaveLength(2)
})

import { expect, it } from 'vitest'
import { runCombinations } from '../../support/combinations.ts'

// The long run is `npm run robustness`.

it('makes a picture of a valid file with any parameters, in the planned memory', async () => {
  const { counts, problems } = await runCombinations(40, 1)
  expect(problems).toEqual([])
  expect(counts.get('picture')).toBeGreaterThan(20)
}, 30_000)

import { expect, it } from 'vitest'
import { runCombinations } from '../../support/hostile/combinations.ts'

// A short run; `npm run tool robustness` runs many more combinations.

it('makes a picture of a valid file with any parameters, in the planned memory', async () => {
  const { counts, problems } = await runCombinations(40, 1)
  expect(problems).toEqual([])
  expect(counts.get('picture')).toBeGreaterThan(20)
}, 30_000)

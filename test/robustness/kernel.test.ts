import { expect, it } from 'vitest'
import { runCombinations } from '../support/hostile/combinations.ts'
import { damagedTrials, runTrials, type TrialResults, truncatedTrials } from '../support/hostile/trials.ts'

/** Seed of all random numbers. `SEED=7 npm run tool robustness` tests other files. */
const SEED = Number(process.env['SEED'] ?? 1)
const MUTATIONS = 20_000
const COMBINATIONS = 5_000

function report(title: string, { counts, problems }: TrialResults) {
  const total = [...counts.values()].reduce((sum, count) => sum + count, problems.length)
  const endingsOf = [...counts, ['anything else', problems.length] as const]
  console.log(`${title}: ${total}`)
  console.table(Object.fromEntries(endingsOf))
  expect(problems).toEqual([])
  return { total, counts }
}

it(`decodes or refuses ${MUTATIONS} damaged files`, async () => {
  const { total, counts } = report(
    `damaged with seed ${SEED}`,
    await runTrials(damagedTrials(MUTATIONS, SEED)),
  )
  expect(counts.get('corrupt')).toBeGreaterThan(total / 4)
})

it('decodes or refuses every truncation of every file', async () => {
  const { total, counts } = report('cut', await runTrials(truncatedTrials(1)))
  expect(counts.get('corrupt')).toBeGreaterThan(total / 4)
})

it(`handles ${COMBINATIONS} combinations of parameters on valid files`, async () => {
  const { total, counts } = report(`combined with seed ${SEED}`, await runCombinations(COMBINATIONS, SEED))
  expect(counts.get('picture')).toBeGreaterThan(total / 2)
})

import { expect, it } from 'vitest'
import { damagedTrials, runTrials, SMALL_FILES, truncatedTrials } from '../../support/hostile/trials.ts'

it('transforms whole files of every kind', async () => {
  const trials = SMALL_FILES.map(([name, file]) => ({ name, file, intent: { width: 20 }, piece: 500 }))
  const { counts, problems } = await runTrials(trials)
  expect(problems).toEqual([])
  expect(Object.fromEntries(counts)).toEqual({ picture: SMALL_FILES.length })
})

it('makes a picture of a damaged file, or refuses it', async () => {
  const { counts, problems } = await runTrials(damagedTrials(300, 1))
  expect(problems).toEqual([])
  expect(counts.get('picture')).toBeGreaterThan(20)
  expect(counts.get('corrupt')).toBeGreaterThan(100)
})

it('makes a picture of a truncated file, or refuses it', async () => {
  const { counts, problems } = await runTrials(truncatedTrials(173))
  expect(problems).toEqual([])
  expect(counts.get('corrupt')).toBeGreaterThan(100)
})

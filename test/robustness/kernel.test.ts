import { expect, it } from 'vitest'
import { cut, damaged, endings, type Trial } from '../support/ordeal.ts'

/** Other files with another seed: `SEED=7 npm run robustness`. */
const SEED = Number(process.env['SEED'] ?? 1)
const MUTATIONS = 20_000

/** Tells how many files ended how. */
async function report(title: string, trials: Iterable<Trial>): Promise<void> {
  const { counts, problems } = await endings(trials)
  const total = [...counts.values()].reduce((sum, count) => sum + count, problems.length)
  const endingsOf = [...counts, ['anything else', problems.length] as const]
  console.log(`${title}: ${total}`)
  console.table(Object.fromEntries(endingsOf))
  expect(problems).toEqual([])
  expect(counts.get('corrupt')).toBeGreaterThan(total / 4)
}

it(`${MUTATIONS} damaged files`, () => report(`damaged with seed ${SEED}`, damaged(MUTATIONS, SEED)))

it('every beginning of every file', () => report('cut', cut(1)))

import { expect, it } from 'vitest'
import { formatBar, type Screen, showProgress } from '../../../cli/progress.ts'

const STATE = { done: 5, total: 10, counts: 'made 5', elapsed: 4 }

it.each([
  [STATE, 80, '[####################--------------------] 5/10  made 5  4 s left'],
  [STATE, 40, '[#######--------] 5/10  made 5  4 s left'],
  [STATE, 30, '[##---] 5/10  made 5  4 s left'],
  [STATE, 29, '5/10  made 5  4 s left'],
  [STATE, 12, '5/10  made 5'],
  [STATE, 0, ''],
  [{ ...STATE, done: 0 }, 22, '[-------] 0/10  made 5'],
  [{ ...STATE, done: 10 }, 22, '[######] 10/10  made 5'],
  [{ ...STATE, done: 9 }, 32, '[######-] 9/10  made 5  1 s left'],
  [{ ...STATE, done: 1, elapsed: 0.9 }, 20, '[-----] 1/10  made 5'],
  [{ ...STATE, done: 1, elapsed: 10 }, 20, '1/10  made 5  2 min '],
  [{ ...STATE, done: 1, elapsed: 1000 }, 29, '1/10  made 5  3 h left'],
  [{ ...STATE, total: undefined }, 80, '5  made 5'],
])('%j in %i columns: %s', (state, width, line) => {
  expect(formatBar(state, width)).toBe(line)
})

it('the line is never wider than the terminal', () => {
  for (let width = 0; width < 120; width++) expect(formatBar(STATE, width).length).toBeLessThanOrEqual(width)
})

function run(screen: Partial<Screen>, times: readonly number[]): string[] {
  const written: string[] = []
  let time = 0
  const progress = showProgress({ write: (text) => written.push(text), ...screen }, 4, () => time)
  for (const [index, at] of times.entries()) {
    time = at
    progress.show(index + 1, 'made')
  }
  progress.end()
  return written
}

it('the line is rewritten on a terminal at most ten times a second, and cleared at the end', () => {
  const written = run({ isTTY: true, columns: 30 }, [0, 50, 99, 150])
  expect(written).toEqual([
    '\r\u001B[K[####-------------] 1/4  made',
    '\r\u001B[K[#################] 4/4  made',
    '\r\u001B[K',
  ])
})

it('a new line is written every five seconds without a terminal', () => {
  expect(run({}, [100, 5000, 9999, 10_000])).toEqual(['2/4  made  5 s left\n', '4/4  made\n'])
})

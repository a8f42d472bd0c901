import { expect, test } from 'vitest'
import { parseOptions } from '../../fuzz/options.ts'
import { count, progress, summary, tally } from '../../fuzz/report.ts'

test.each([
  [[], { seconds: 60, seed: 7, only: undefined, corpus: undefined }],
  [['--seconds', '300', '--seed', '0'], { seconds: 300, seed: 0, only: undefined, corpus: undefined }],
  [['--seed', '5', '--case', '41'], { seconds: 60, seed: 5, only: 41, corpus: undefined }],
  [['--corpus', 'kept'], { seconds: 60, seed: 7, only: undefined, corpus: 'kept' }],
])('the arguments %j give the options %j', (args, options) => {
  expect(parseOptions(args, 7)).toEqual(options)
})

test.each([
  [['--seconds', '0'], '--seconds 0: expected a whole number from 1'],
  [['--seed', '1e3'], '--seed 1e3: expected a whole number from 0'],
  [['--case', '-1'], ''],
  [['--seed', '2147483648'], '--seed 2147483648: expected a whole number from 0'],
  [['--unknown'], ''],
])('the arguments %j are refused', (args, sentence) => {
  expect(() => parseOptions(args, 7)).toThrow(TypeError)
  expect(() => parseOptions(args, 7)).toThrow(sentence)
})

test('progress is one line, and the summary is JSON', () => {
  const seen = tally(9)
  for (const status of [200, 422, 200]) count(seen, status)
  seen.failed = 1
  expect(progress(seen, 2, 99.6)).toBe('2 s, 3 cases, 1.5 a second; 200: 2, 422: 1; failed: 1; 100 MB')
  expect(JSON.parse(summary(seen, 120.4))).toEqual({
    seed: 9,
    cases: 3,
    statuses: { 200: 2, 422: 1 },
    failed: 1,
    mb: 120,
  })
  expect(JSON.parse(summary(seen, undefined))).toMatchObject({ mb: null })
})

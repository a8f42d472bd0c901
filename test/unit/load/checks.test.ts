import { describe, expect, test } from 'vitest'
import { answeredQuickly, commonChecks, countLine, isDefect, isLost, served } from '../../load/checks.ts'
import type { IsolateSample } from '../../load/isolate/watch.ts'
import type { Entry } from '../../load/scenario.ts'

const entry = (more: Partial<Entry>): Entry => ({
  kind: 'photo',
  status: 200,
  milliseconds: 10,
  bytes: 100,
  ...more,
})

describe('a server error', () => {
  test.each<[Partial<Entry>, readonly number[], boolean]>([
    [{ status: 200 }, [], false],
    [{ status: 422 }, [], false],
    [{ status: 500 }, [], true],
    [{ status: 503 }, [], true],
    [{ status: 503, retryAfter: '1' }, [], false],
    [{ status: 504 }, [], true],
    [{ status: 504 }, [504], false],
  ])('is a defect or not: %j, with %j allowed: %j', (more, allowed, defect) => {
    expect(isDefect(entry(more), allowed)).toBe(defect)
  })
})

test('a connection without a complete answer is lost unless it is excused', () => {
  expect(isLost(entry({}))).toBe(false)
  expect(isLost(entry({ fault: 'the body broke off' }))).toBe(true)
  expect(isLost(entry({ fault: 'reset', excused: 'left' }))).toBe(false)
})

test('equal items are counted, the most frequent first', () => {
  expect(countLine(['a', 'b', 'b'])).toBe('2 × b, 1 × a')
  expect(countLine([])).toBe('none')
})

describe('a request that needs a quick answer', () => {
  test.each<[string, readonly Entry[], boolean]>([
    ['is', [entry({}), entry({ milliseconds: 1000 })], true],
    ['is late', [entry({}), entry({ milliseconds: 1001 })], false],
    ['is refused', [entry({ status: 503, retryAfter: '1' })], false],
    ['breaks off', [entry({ fault: 'the body broke off' })], false],
    ['was never sent', [], false],
  ])('passes only if it is quick: it %s', (_, entries, holds) => {
    expect(answeredQuickly('next', entries).holds).toBe(holds)
  })
})

test.each([
  [12, 0, true],
  [11, 1, false],
  [32, 8, true],
  [31, 9, false],
])('the check of %d served and %d refused requests is %j', (good, refused, holds) => {
  const refusal = entry({ status: 503, retryAfter: '1' })
  const entries = [...new Array<Entry>(good).fill(entry({})), ...new Array<Entry>(refused).fill(refusal)]
  expect(served('page', entries).holds).toBe(holds)
})

describe('the checks of every scenario', () => {
  const held = (entries: Entry[], ...samples: IsolateSample[]) =>
    commonChecks({ entries, isolate: { samples } }, {}).map(({ holds }) => holds)
  const sample = (wasm: number, more: Partial<IsolateSample> = {}): IsolateSample => {
    return { seconds: 0, heap: 10, buffers: 20, wasm, wasmPeak: wasm, ...more }
  }

  test('pass', () => expect(held([entry({})], sample(90), sample(10))).toEqual([true, true, true]))
  test('fail if there is a server error', () =>
    expect(held([entry({ status: 500 })], sample(90))).toEqual([false, true, true]))
  test('fail if a connection is lost', () =>
    expect(held([entry({ status: 0, fault: 'reset' })], sample(90))).toEqual([true, false, true]))
  test('fail if a sample shows too much memory', () =>
    expect(held([entry({})], sample(90), sample(91))).toEqual([true, true, false]))
  test('fail if memories were too large between two samples', () =>
    expect(held([entry({})], sample(80), sample(80, { wasmPeak: 91 }))).toEqual([true, true, false]))
  test('fail if the mark of the ledger is too high', () =>
    expect(held([entry({})], sample(90, { ledgerPeak: 121 }))).toEqual([true, true, false]))
  test('prefer the mark of the ledger to the sizes between two samples', () =>
    expect(held([entry({})], sample(80, { wasmPeak: 95, ledgerPeak: 119 }))).toEqual([true, true, true]))
})

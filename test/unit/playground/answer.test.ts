import { describe, expect, test } from 'vitest'
import {
  cacheWords,
  computingTime,
  parseServerTiming,
  processedWords,
} from '../../../playground/page/stage/answer.ts'
import { cacheStatus } from '../../../src/edge/http/cache-status.ts'
import { timing } from '../../../src/timing.ts'

describe('Server-Timing', () => {
  test('keeps the stages in their order', () => {
    expect(parseServerTiming('auth;dur=0.4, cache;desc="x";dur=2, decode;dur=21.5')).toEqual([
      { name: 'auth', ms: 0.4 },
      { name: 'cache', ms: 2 },
      { name: 'decode', ms: 21.5 },
    ])
  })

  test('omits stages without a duration', () => {
    expect(parseServerTiming('miss, a;dur=, b;dur=x, c;dur=-1, ;dur=3')).toEqual([])
    expect(parseServerTiming(null)).toEqual([])
  })

  test('counts the overlay once, although it is part of compose', () => {
    const stages = parseServerTiming('overlay;dur=30, compose;dur=50, source;dur=9')
    expect(stages.find(({ name }) => name === 'compose')?.ms).toBe(20)
    expect(computingTime(stages)).toBe(50)
  })

  test('is read back as the server wrote it', async () => {
    let now = 0
    const clock = timing(() => now)
    await clock.stage('decode', async () => {
      now += 12
    })
    expect(parseServerTiming(clock.header())).toEqual([{ name: 'decode', ms: 12 }])
  })
})

test.each([
  [{ hit: true, shared: false, stored: true }, 'hit'],
  [{ hit: false, shared: true, stored: true }, 'shared'],
  [{ hit: false, shared: false, stored: true }, 'miss'],
  [{ hit: false, shared: false, stored: false }, 'miss'],
])('Cache-Status of %o is read as a %s', (outcome, expected) => {
  expect(cacheWords(cacheStatus(outcome)).outcome).toBe(expected)
})

test('an answer without Cache-Status was not cached', () => {
  expect(cacheWords(null).outcome).toBe('unknown')
})

test('x-ip is explained', () => {
  expect(['0', '1', '2', null].map(processedWords)).toEqual([
    expect.stringContaining('original'),
    'processed',
    expect.stringContaining('smaller'),
    'unknown',
  ])
})

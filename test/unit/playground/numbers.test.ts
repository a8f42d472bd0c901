import { expect, test } from 'vitest'
import {
  formatBytes,
  formatFrames,
  formatMs,
  formatSaving,
  formatShare,
  formatSize,
  isComparable,
} from '../../../playground/page/stage/numbers.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 KB'],
  [86_400, '86 KB'],
  [2_817_263, '2.8 MB'],
  [12_000_000, '12 MB'],
])('a length of %i bytes is shown as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

test('small shares have a decimal place', () => {
  expect([0.0712, 0.5, 1].map(formatShare)).toEqual(['7.1 %', '50 %', '100 %'])
})

test('times are shown in milliseconds, then in seconds', () => {
  expect([0.42, 12.34, 1234].map(formatMs)).toEqual(['0.4 ms', '12 ms', '1.23 s'])
})

test('sizes are shown as width × height', () => {
  expect(formatSize({ width: 800, height: 533 })).toBe('800 × 533')
})

test('a saving is shown with its direction', () => {
  expect(formatSaving(70, 1000)).toBe('93 % smaller')
  expect(formatSaving(1000, 1000)).toBe('the same')
  expect(formatSaving(1500, 1000)).toBe('50 % larger')
})

test.each([
  [4_700, 1_200_000, '99.6 % smaller'],
  [1, 1_000_000, '99.9 % smaller'],
  [10, 1_000, '99 % smaller'],
  [3_000, 1_000, '200 % larger'],
])('%i of %i bytes are never 100 %% smaller', (bytes, source, text) => {
  expect(formatSaving(bytes, source)).toBe(text)
})

test('a still and an animation cannot be compared by their bytes', () => {
  expect(isComparable(1, 16)).toBe(false)
  expect(isComparable('unknown', 1)).toBe(false)
  expect(isComparable('unknown', 16)).toBe(true)
  expect(isComparable(1, 1)).toBe(true)
})

test('frames are counted out of those of the source', () => {
  expect(formatFrames(1, 16)).toBe('1 of 16 frames')
  expect(formatFrames(16, 16)).toBe('all 16 frames')
  expect(formatFrames(1, 'unknown')).toBe('first frame only')
  expect(formatFrames('unknown', 'unknown')).toBe('all frames')
})

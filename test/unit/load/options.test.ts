import { expect, test } from 'vitest'
import { parseOptions } from '../../load/options.ts'

const parse = (...args: string[]) => parseOptions(args, ['gallery', 'mixed'])

test('the default is mixed traffic for a minute', () => {
  expect(parse()).toEqual({
    scenario: 'mixed',
    seconds: 60,
    concurrency: undefined,
    seed: 1,
    chart: undefined,
  })
})

test('each argument is parsed', () => {
  const args = '--scenario gallery --seconds 300 --concurrency 50 --seed 7 --chart bench/load.svg'.split(' ')
  const chart = 'bench/load.svg'
  expect(parse(...args)).toEqual({ scenario: 'gallery', seconds: 300, concurrency: 50, seed: 7, chart })
})

test.each([
  [['--scenario', 'galery'], '--scenario galery: expected one of gallery, mixed'],
  [['--seconds', '0'], '--seconds 0: expected a whole number from 1'],
  [['--concurrency', '1.5'], '--concurrency 1.5: expected a whole number from 1'],
  [['--seed', 'x'], '--seed x: expected a whole number from 1'],
])('%j is refused', (args, message) => {
  expect(() => parse(...args)).toThrow(new TypeError(message))
})

test('an unknown argument is refused', () => {
  expect(() => parse('--second', '3')).toThrow(TypeError)
})

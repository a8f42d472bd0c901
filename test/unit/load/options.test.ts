import { expect, test } from 'vitest'
import { parseOptions } from '../../load/options.ts'

const parse = (...args: string[]) => parseOptions(args, ['gallery', 'mixed'])

test('the default is mixed traffic for a minute', () => {
  expect(parse()).toEqual({
    scenario: 'mixed',
    seconds: undefined,
    concurrency: undefined,
    seed: 1,
    chart: undefined,
    checkout: '.',
    against: undefined,
    pairs: 5,
    record: undefined,
  })
})

test('each argument is parsed', () => {
  const run = '--scenario gallery --seconds 300 --concurrency 50 --seed 7 --chart bench/load.svg'
  const comparison = '--checkout ../new --against ../old --pairs 3 --record bench/load.json'
  expect(parse(...`${run} ${comparison}`.split(' '))).toEqual({
    scenario: 'gallery',
    seconds: 300,
    concurrency: 50,
    seed: 7,
    chart: 'bench/load.svg',
    checkout: '../new',
    against: '../old',
    pairs: 3,
    record: 'bench/load.json',
  })
})

test.each([
  [['--scenario', 'galery'], '--scenario galery: expected one of gallery, mixed'],
  [['--seconds', '0'], '--seconds 0: expected a whole number from 1'],
  [['--concurrency', '1.5'], '--concurrency 1.5: expected a whole number from 1'],
  [['--pairs', 'few'], '--pairs few: expected a whole number from 1'],
  [['--seed', 'x'], '--seed x: expected a whole number from 1'],
])('%j is refused', (args, message) => {
  expect(() => parse(...args)).toThrow(new TypeError(message))
})

test('an unknown argument is refused', () => {
  expect(() => parse('--second', '3')).toThrow(TypeError)
})

import { expect, test } from 'vitest'
import { deltaE2000, type Lab, labOf } from '../../../support/color/delta-e.ts'

/** Pairs in table 1 by Sharma, Wu and Dalal, keyed by their number. */
test.each<[number, Lab, Lab, number]>([
  [1, [50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [2, [50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615],
  [3, [50, 2.8361, -74.02], [50, 0, -82.7485], 3.4412],
  [4, [50, -1.3802, -84.2814], [50, 0, -82.7485], 1],
  [7, [50, 0, 0], [50, -1, 2], 2.3669],
  [9, [50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [13, [50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
  [16, [50, 2.5, 0], [50, 0, -2.5], 4.3065],
  [17, [50, 2.5, 0], [73, 25, -18], 27.1492],
  [18, [50, 2.5, 0], [61, -5, 29], 22.8977],
  [19, [50, 2.5, 0], [56, -27, -3], 31.903],
  [20, [50, 2.5, 0], [58, 24, 15], 19.4535],
  [25, [60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [33, [6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286], 0.6377],
  [34, [2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
])('matches the published difference of pair %d', (_, one, other, difference) => {
  expect(deltaE2000(one, other)).toBeCloseTo(difference, 4)
  expect(deltaE2000(other, one)).toBeCloseTo(difference, 4)
})

test('converts sRGB colors to CIELAB under D65', () => {
  const rounded = (lab: Lab) => lab.map((value) => Math.round(value * 100) / 100 + 0)
  expect(rounded(labOf(255, 255, 255))).toEqual([100, 0, 0])
  expect(rounded(labOf(0, 0, 0))).toEqual([0, 0, 0])
  expect(rounded(labOf(255, 0, 0))).toEqual([53.24, 80.09, 67.2])
})

import { describe, expect, it } from 'vitest'
import * as declared from '../../../src/engine/constants/kernel.ts'
import { constantsIn, constantsSource } from '../../../tools/kernel/constants.ts'
import { CONSTANTS, MODULES } from '../../../tools/kernel/modules.ts'

describe('the constants of the kernel', () => {
  it('are those of the built module: run `npm run kernel` and commit them', () => {
    expect({ ...declared }).toEqual(constantsIn(CONSTANTS.output))
  })

  it('are exported alone: a module with a function is refused', () => {
    expect(() => constantsIn(MODULES.sizes.output)).toThrow('is no constant')
  })
})

it('writes constants in groups by the file that declares them', () => {
  const types = `declare namespace __AdaptedExports {
  /** kernel/first/A */
  export const A: {
  };
  /** kernel/second/B */
  export const B: {
  };
  /** kernel/first/C */
  export const C: {
  };
}`
  const source = constantsSource({ types, code: '' }, { A: 1, B: -2, C: 3 })
  expect(source.split('\n').slice(1)).toEqual([
    '',
    '// kernel/first.ts',
    'export const A = 1',
    'export const C = 3',
    '',
    '// kernel/second.ts',
    'export const B = -2',
    '',
  ])
})

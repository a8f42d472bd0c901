import { expect, test } from 'vitest'
import { flat } from '../../load/closed-loops.ts'

test.each([
  [1, true],
  [-30, true],
  [1.01, false],
])('growth of %d MB a minute holds for at most 1: %j', (slope, holds) => {
  expect(flat(slope, 1)).toMatchObject({ expected: 'at most 1 MB a minute', holds })
})

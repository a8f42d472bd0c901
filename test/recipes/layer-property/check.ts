import assert from 'node:assert/strict'
import { placeOverlay } from '../../../src/engine/ops/placement.ts'
import { overlaysOf } from '../../../src/engine/options/layers.ts'
import { intentOf } from '../../support/engine/transformed.ts'

const [first, second] = overlaysOf(intentOf('olurl=%2Fa.png&oldim=1&ol2url=%2Fb.png'))
assert(first && second)
const opacity = (options: typeof first) =>
  placeOverlay({ width: 9, height: 9 }, { width: 3, height: 3 }, options).opacity

assert.deepEqual([opacity(first), opacity(second)], [0.5, 1])
assert.throws(() => intentOf('oldim=1'), { code: 'bad-parameter' })

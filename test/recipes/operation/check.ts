import assert from 'node:assert/strict'
import { operate } from '../../support/engine/operate.ts'

const frame = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 255) }

assert.deepEqual([...operate(frame, { op: 'redshift', args: undefined }).frame.data], [254, 2, 3, 255])

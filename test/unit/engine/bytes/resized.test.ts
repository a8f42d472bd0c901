import { expect, it } from 'vitest'
import { resized } from '../../../../src/engine/bytes/resized.ts'

const buffer = () => Uint8Array.of(1, 2, 3, 4).buffer

/** A buffer as Node 20 has it, which has no `transfer`. */
const old = () => Object.assign(buffer(), { transfer: undefined }) as unknown as ArrayBuffer

it.each([
  ['moves', buffer],
  ['copies', old],
])('%s the bytes to a buffer of another length', (_, make) => {
  expect([...new Uint8Array(resized(make(), 6))]).toEqual([1, 2, 3, 4, 0, 0])
  expect([...new Uint8Array(resized(make(), 2))]).toEqual([1, 2])
  expect(resized(make(), 0).byteLength).toBe(0)
})

it('frees the old buffer where the platform can', () => {
  const before = buffer()
  resized(before, 9)
  expect(before.byteLength).toBe(0)
})

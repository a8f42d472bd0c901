import { expect, it } from 'vitest'
import { join, joinAndRelease } from '../../../../src/engine/bytes/join.ts'
import { releaseBuffer, replaced } from '../../../../src/engine/bytes/release.ts'

it('a released buffer is empty, and so are its views', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4)
  const view = bytes.subarray(1, 3)
  releaseBuffer(view)
  expect([bytes.buffer.byteLength, bytes.length, view.length]).toEqual([0, 0, 0])
})

it('a buffer can be released twice, and an empty one stays usable', () => {
  const [bytes, empty] = [new Uint8Array(8), new Uint8Array(0)]
  for (const each of [bytes, bytes, empty, empty]) releaseBuffer(each)
  expect(join([empty, Uint8Array.of(1)])).toEqual(Uint8Array.of(1))
})

it('a shared buffer is not released', () => {
  const bytes = new Uint8Array(new SharedArrayBuffer(8))
  releaseBuffer(bytes)
  expect(bytes.length).toBe(8)
})

it('a platform without transfer keeps the buffer', () => {
  const bytes = Uint8Array.of(1, 2)
  Object.defineProperty(bytes.buffer, 'transfer', { value: undefined })
  releaseBuffer(bytes)
  expect(bytes).toEqual(Uint8Array.of(1, 2))
})

it('pieces that are joined are released', () => {
  const pieces = [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)]
  expect(joinAndRelease(pieces)).toEqual(Uint8Array.of(1, 2, 3))
  expect(pieces.map(({ length }) => length)).toEqual([0, 0, 0])
})

it('a replaced file is released, unless its successor has the same buffer', () => {
  const file = Uint8Array.of(1, 2, 3)
  expect(replaced(file, file.subarray(1))).toEqual(Uint8Array.of(2, 3))
  const next = Uint8Array.of(4)
  expect(replaced(file, next)).toBe(next)
  expect(file.length).toBe(0)
})

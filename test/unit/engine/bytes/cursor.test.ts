import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursor } from '../../../../src/engine/bytes/cursor.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'

const bytes = Uint8Array.from({ length: 100 }, (_, at) => at)

test('reads any number of bytes, independent of the sizes of the chunks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(100)), fc.array(fc.nat(40)), async (cuts, lengths) => {
      const input = cursor(byteInput(bytes, cuts).chunks())
      let at = 0
      for (const length of lengths) {
        const expected = [...bytes.subarray(at, at + length)]
        expect([...(await input.read(length))]).toEqual(expected)
        at += expected.length
      }
    }),
  )
})

test('returns the bytes that are available, up to the end', async () => {
  const input = cursor(byteInput(bytes, [10, 30]).chunks())
  expect((await input.some(4)).length).toBe(4)
  expect((await input.some(100)).length).toBe(6)
  expect((await input.some(100)).length).toBe(20)
  expect((await input.some(100)).length).toBe(70)
  expect((await input.some(100)).length).toBe(0)
  expect((await input.read(1)).length).toBe(0)
})

test('closes its input', async () => {
  const input = byteInput(bytes, [10])
  const reading = cursor(input.chunks())
  await reading.some(1)
  expect(input.left).toBe(false)
  await reading.close()
  expect(input.left).toBe(true)
})

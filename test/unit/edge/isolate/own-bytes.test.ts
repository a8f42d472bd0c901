import { expect, it } from 'vitest'
import { endResponse, ownBytes, shareBytes, useBytes } from '../../../../src/edge/isolate/own-bytes.ts'

const owned = () => {
  const bytes = Uint8Array.of(1, 2, 3)
  ownBytes(bytes)
  return bytes
}

it('owned bytes are freed after the response and all other uses, in any order', () => {
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]) {
    const bytes = owned()
    const ends = [() => endResponse(bytes), useBytes(bytes), useBytes(bytes.subarray(1))]
    const lengths = order.map((index) => {
      ends[index]?.()
      ends[index]?.()
      return bytes.length
    })
    expect(lengths).toEqual([3, 3, 0])
  }
})

it('bytes are never freed that other requests may read', () => {
  const bytes = owned()
  const end = useBytes(bytes)
  shareBytes(bytes)
  const late = useBytes(bytes)
  for (const each of [end, late, () => endResponse(bytes)]) each()
  expect(bytes.length).toBe(3)
})

it('bytes without an owner are never freed', () => {
  const bytes = Uint8Array.of(1)
  const end = useBytes(bytes)
  ownBytes(bytes)
  end()
  expect(bytes.length).toBe(1)
})

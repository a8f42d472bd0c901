import { describe, expect, it } from 'vitest'
import {
  DEFAULT_MEMORY,
  HEAP_BYTES,
  KERNEL_CLASSES,
  kernelMemory,
  LARGE_CLASS,
  MAX_KERNEL,
  maxBytes,
  roomWithin,
} from '../../../../src/engine/memory/classes.ts'
import { maxHeld } from '../../../../src/engine/memory/demand.ts'
import { LIMITS } from '../../../support/limits.ts'

const kernels = KERNEL_CLASSES.reduce((sum, each) => sum + each.count * maxBytes(each), 0)

describe('the classes of memories', () => {
  it('have at most 64 MB for the large one and 28 MB for all others', () => {
    expect(LARGE_CLASS.count).toBe(1)
    expect(maxBytes(LARGE_CLASS)).toBeLessThanOrEqual(64e6)
    expect(kernels).toBeLessThanOrEqual(28e6)
  })

  it('leave room for the heap and the buffers of a plan below 120 MB', () => {
    const { buffers } = roomWithin(LIMITS.memory)
    expect(LIMITS.memory).toBe(DEFAULT_MEMORY)
    expect(HEAP_BYTES + maxBytes(LARGE_CLASS) + kernels + buffers + maxHeld(buffers)).toBeLessThanOrEqual(
      120e6,
    )
    expect(buffers).toBeGreaterThan(11e6)
  })

  it('are listed from the smallest', () => {
    const sizes = KERNEL_CLASSES.map(maxBytes)
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    expect(kernelMemory(MAX_KERNEL)).toBe(sizes.at(-1))
  })
})

describe('the room of a plan', () => {
  it('is larger in the large memory if the limit is higher', () => {
    const [less, more] = [roomWithin(DEFAULT_MEMORY), roomWithin(DEFAULT_MEMORY + 1e6)]
    const [kernel, codec, all] = [less.kernel + 1e6, less.codec + 1e6, less.all + 1e6]
    expect(more).toEqual({ ...less, kernel, codec, all })
  })

  it('is within a lower limit, in each part and in all', () => {
    for (const limit of [1e6, 20e6, 90e6])
      for (const bytes of Object.values(roomWithin(limit))) expect(bytes).toBeLessThanOrEqual(limit)
    expect(roomWithin(20e6)).toMatchObject({ codec: 20e6, buffers: roomWithin(DEFAULT_MEMORY).buffers })
  })
})

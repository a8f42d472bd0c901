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
    expect(buffers).toBeGreaterThan(12e6)
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
    expect(more).toEqual({ ...less, kernel: less.kernel + 1e6, codec: less.codec + 1e6 })
  })

  it('is smaller in proportion if the limit is lower', () => {
    const [half, all] = [roomWithin(DEFAULT_MEMORY / 2), roomWithin(DEFAULT_MEMORY)]
    expect(half.buffers / all.buffers).toBeCloseTo(0.5)
    expect(half.codec / all.codec).toBeCloseTo(0.5)
    expect(half.kernelBeside / all.kernelBeside).toBeCloseTo(0.5)
  })
})

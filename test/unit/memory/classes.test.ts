import { describe, expect, it } from 'vitest'
import {
  DEFAULT_MEMORY,
  HEAP_BYTES,
  KERNEL_CLASSES,
  kernelMemory,
  LARGE_CLASS,
  MAX_KERNEL,
  maxBytes,
  maxKept,
  roomWithin,
} from '../../../src/memory/classes.ts'
import { MAX_MEMORY, WASM_PAGE } from '../../../src/wasm-memory/page.ts'
import { LIMITS } from '../../support/isolate/limits.ts'

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
    expect(HEAP_BYTES + maxBytes(LARGE_CLASS) + kernels + buffers + maxKept(buffers)).toBeLessThanOrEqual(
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
  it('is larger in the large memory and in buffers if the limit is higher', () => {
    const [less, more] = [roomWithin(DEFAULT_MEMORY), roomWithin(DEFAULT_MEMORY + 1e6)]
    const [kernel, codec, all] = [less.kernel + 800_000, less.codec + 800_000, less.all + 1e6]
    expect(more).toEqual({ ...less, kernel, codec, all, buffers: less.buffers + 160_000 })
  })

  it.each([100e6, 101e6, 128e6, 500e6, 1.5e9, 2.7e9, 3e9, 8e9, 1e12])(
    'fits into a limit of %d bytes after all memories have grown',
    (limit) => {
      const { kernel, codec, buffers, all } = roomWithin(limit)
      expect(all).toBe(limit)
      expect(kernelMemory(kernel)).toBeLessThanOrEqual(codec)
      expect(kernels + codec + buffers + maxKept(buffers)).toBeLessThanOrEqual(limit)
      expect(kernels + codec + buffers + maxKept(buffers)).toBeGreaterThan(0.98 * limit)
    },
  )

  it('has at most the pages of the large memory that every codec accepts', () => {
    expect(roomWithin(2.7e9).codec).toBeLessThan(MAX_MEMORY)
    for (const limit of [3e9, 8e9, 1e300]) expect(roomWithin(limit).codec).toBe(32_768 * WASM_PAGE)
  })

  it('is within a lower limit, in each part and in all', () => {
    for (const limit of [1e6, 20e6, 90e6])
      for (const bytes of Object.values(roomWithin(limit))) expect(bytes).toBeLessThanOrEqual(limit)
    expect(roomWithin(20e6)).toMatchObject({ codec: 20e6, buffers: roomWithin(DEFAULT_MEMORY).buffers })
  })
})

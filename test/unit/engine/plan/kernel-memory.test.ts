import { afterAll, describe, expect, it, vi } from 'vitest'
import { KERNEL_QUERIES } from '../../../support/engine/every-step.ts'
import { transformed } from '../../../support/engine/transformed.ts'
import { heapAdmission, watchHeaps } from '../../../support/isolate/heap-watch.ts'
import { type PngPicture, pngFile, pngPicture } from '../../../support/png/writer.ts'

const heaps = watchHeaps()
afterAll(() => vi.unstubAllGlobals())

const gray = (width: number, height: number, depth: number, rest: Partial<PngPicture> = {}) =>
  pngFile(pngPicture(0, depth, width, height, rest))

const FILES = [
  ['gray', gray(201, 130, 8)],
  ['gray, 2 bits', gray(201, 130, 2)],
  ['gray, interlaced', gray(201, 130, 8, { interlaced: true })],
  ['gray with tRNS', gray(201, 130, 8, { transparent: [3] })],
  ['gray, 16 bits', gray(201, 130, 16)],
  ['gray with alpha', pngFile(pngPicture(4, 8, 201, 130))],
] as const

describe.each(FILES)('the blocks of the kernel take at most the planned memory: %s', (_, file) => {
  it.each(KERNEL_QUERIES)('%s', async (query) => {
    const overlays = query.includes('olurl') ? [gray(90, 70, 8)] : []
    await transformed(file, query, { admission: heapAdmission(heaps), overlays })
  })
})

// The memory of these pictures hardly fits into the class of memories that was planned for RGBA.
describe.each([
  [401, 601],
  [400, 600],
  [500, 500],
] as const)('a gray PNG of %d × %d', (width, height) => {
  it.each(['rotate=90', 'trim=10', 'colors=128', ...[2, 16].map((colors) => `colors=${colors}&dither=0`)])(
    'becomes a PNG with %s',
    async (query) => {
      const { info } = await transformed(gray(width, height, 8), `format=png&${query}`)
      expect(info.format).toBe('png')
    },
  )
})

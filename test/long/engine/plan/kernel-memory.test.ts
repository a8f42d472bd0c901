import { afterAll, describe, it, vi } from 'vitest'
import { KERNEL_QUERIES } from '../../../support/engine/every-step.ts'
import { transformed } from '../../../support/engine/transformed.ts'
import { heapAdmission, watchHeaps } from '../../../support/isolate/heap-watch.ts'
import { gifFiles, jpegFiles, pngFiles } from '../../../support/picture/files.ts'
import { movingGif, movingWebp } from '../../../support/picture/films.ts'
import { webpFiles } from '../../../support/webp/files.ts'

const heaps = watchHeaps()
afterAll(() => vi.unstubAllGlobals())

const FILES = [
  ...pngFiles(201, 130),
  ...jpegFiles(201, 130),
  ...gifFiles(201, 130),
  ...(await webpFiles(201, 130)),
]

describe.each(FILES)('the blocks of the kernel take at most the planned memory: %s', (_, file) => {
  it.each(KERNEL_QUERIES)('%s', async (query) => {
    const overlays = query.includes('olurl') ? [file] : []
    await transformed(file, query, { admission: heapAdmission(heaps), overlays })
  })
})

describe.each([
  ['GIF', movingGif(6, { width: 201, height: 130 })],
  ['WebP', movingWebp(6, { width: 201, height: 130 })],
])('the blocks of the kernel take at most the planned memory: animated %s', (_, file) => {
  it.each([
    'animate=1&format=webp',
    'animate=1&format=webp&width=90&lossless=1',
    'animate=1&format=webp&rotate=90&gamma=2&blur=2',
    'animate=1&format=webp&extend=9&radius=5&grayscale=1',
    'page=4&format=png&colors=16',
  ])('%s', async (query) => {
    await transformed(file, query, { admission: heapAdmission(heaps) })
  })
})

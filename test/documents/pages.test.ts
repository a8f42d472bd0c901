import { describe, expect, test } from 'vitest'
import { checkBlock } from './check-block.ts'
import { expectSound } from './expect-sound.ts'
import { listPages, readPage } from './pages.ts'

/** Parts of a file are checked least, so they stay few. */
const MAX_PARTS = 2

const pages = listPages()
const blocks = pages.flatMap((page) => readPage(page).blocks)

test('there are pages, and they have code', () => {
  expect(pages).toContain('README.md')
  expect(blocks.length).toBeGreaterThan(50)
})

test.each(pages)('%s is written so that its code can be read', (page) => {
  expectSound(readPage(page).faults)
})

test(`at most ${MAX_PARTS} blocks are parts`, () => {
  const parts = blocks.filter(({ marks }) => marks.includes('part'))
  console.log(`${parts.length} of ${blocks.length} blocks are parts`)
  expect(parts.length).toBeLessThanOrEqual(MAX_PARTS)
})

describe.each(blocks.map((block) => ({ block, place: `${block.page}:${block.line}` })))(
  '$place',
  ({ block }) => {
    test(`a block of ${block.language || 'no language'}`, ({ skip }) => {
      const judged = checkBlock(block)
      if ('skip' in judged) skip(judged.skip)
      else expectSound(judged.faults)
    })
  },
)

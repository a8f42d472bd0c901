import { describe, expect, test } from 'vitest'
import { checkBlock } from './check-block.ts'
import { expectSound } from './expect-sound.ts'
import { listPages, readPage } from './pages.ts'

/**
 * Maximum number of blocks that are marked as file parts. Parts get the weakest checks, so there
 * should be few: only blocks that need a framework.
 */
const MAX_PARTS = 6

const pages = listPages()
const blocks = pages.flatMap((page) => readPage(page).blocks)

test('the repository has pages with code blocks', () => {
  expect(pages).toContain('README.md')
  expect(blocks.length).toBeGreaterThan(50)
})

test.each(pages)('%s has only code blocks that can be parsed', (page) => {
  expectSound(readPage(page).faults)
})

test(`at most ${MAX_PARTS} blocks are marked as parts`, () => {
  const parts = blocks.filter(({ marks }) => marks.includes('part'))
  console.log(`${parts.length} of ${blocks.length} blocks are parts`)
  expect(parts.length).toBeLessThanOrEqual(MAX_PARTS)
})

describe.each(blocks.map((block) => ({ block, place: `${block.page}:${block.line}` })))(
  '$place',
  ({ block }) => {
    test(`has a valid block of ${block.language || 'no language'}`, ({ skip }) => {
      const judged = checkBlock(block)
      if ('skip' in judged) skip(judged.skip)
      else expectSound(judged.faults)
    })
  },
)

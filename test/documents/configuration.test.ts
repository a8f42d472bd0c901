import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkToml } from './configuration.ts'
import { expectSound } from './expect-sound.ts'
import { listPages, readPage } from './pages.ts'

const base = readFileSync('wrangler.toml', 'utf8')

const cases = listPages().flatMap((page) => {
  const blocks = readPage(page).blocks.filter(({ language }) => language === 'toml')
  return blocks.map((block, index) => ({
    block,
    above: blocks.slice(0, index),
    place: `${page}:${block.line}`,
  }))
})

test('the pages contain blocks of wrangler.toml', () => {
  expect(cases.length).toBeGreaterThan(5)
})

test.each(cases)(
  '$place is a configuration that wrangler and the Worker accept',
  async ({ block, above }) => {
    expectSound(await checkToml(block, above, base))
  },
)

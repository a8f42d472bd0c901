import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, inject, test } from 'vitest'
import type { Block } from './block.ts'
import { configurationWith } from './configuration.ts'
import { expectSound } from './expect-sound.ts'
import { isShell, listPages, readPage } from './pages.ts'
import { checkShell } from './shell.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

/** Page that is followed from its first block to its last by test/packages/tutorial.test.ts. */
const TUTORIAL = 'docs/tutorial.md'

let workshop: Workshop

beforeAll(async () => {
  workshop = await openWorkshop()
}, 240_000)

afterAll(() => workshop?.close(), 60_000)

/** Writes the configuration that results from all TOML blocks of the page above a block. */
function configure(blocks: readonly Block[], until: Block): void {
  const above = blocks.filter(({ language, line }) => language === 'toml' && line < until.line)
  const text = configurationWith(
    readFileSync('wrangler.toml', 'utf8'),
    above.map((block) => block.text),
  )
  writeFileSync(join(workshop.folder, 'wrangler.toml'), text)
}

/** Returns the lines in the next block if that block is marked as the last command's output. */
function outputOf(blocks: readonly Block[], block: Block): readonly string[] {
  const next = blocks[blocks.indexOf(block) + 1]
  return next?.marks.includes('output') ? next.text.split('\n') : []
}

describe.each(listPages().filter((page) => readPage(page).blocks.some(isShell)))('%s', (page) => {
  const { blocks } = readPage(page)

  test.each(blocks.filter(isShell).map((block) => ({ line: block.line, block })))(
    'line $line works as documented',
    { timeout: 180_000 },
    async ({ block }) => {
      configure(blocks, block)
      const tools = page === TUTORIAL ? undefined : { workshop, installed: inject('installed') }
      const faults = await checkShell(block, outputOf(blocks, block), tools)
      expectSound(faults)
    },
  )
})

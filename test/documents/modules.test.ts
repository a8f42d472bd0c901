import { beforeAll, describe, expect, inject, test } from 'vitest'
import { SIGNING_KEYS } from '../support/worker/worker.ts'
import type { Block, Fault } from './block.ts'
import { canRun, checkModules, runModules } from './check-modules.ts'
import { expectSound } from './expect-sound.ts'
import { makeModules } from './modules.ts'
import { isModule, listPages, readPage } from './pages.ts'
import { isPiece } from './pieces.ts'

const pages = listPages()
const blocks = pages.flatMap((page) => readPage(page).blocks.filter(isModule))

/**
 * `npm run tool adapters` and `npm run tool examples` check the example files with their
 * frameworks.
 */
const isExample = ({ text, language }: Block) => isPiece(text, language)

const checked = pages.flatMap((page) =>
  makeModules(readPage(page).blocks.filter((block) => isModule(block) && !isExample(block))),
)

let typeFaults: readonly Fault[] = []
let thrown: readonly Fault[] = []

beforeAll(async () => {
  const { faults, folder } = await checkModules(checked, inject('installed'))
  typeFaults = faults
  thrown = runModules(checked, folder, SIGNING_KEYS)
}, 120_000)

test('the pages contain blocks that run, and excerpts of examples', () => {
  expect(checked.filter(canRun).length).toBeGreaterThan(5)
  expect(blocks.filter(isExample).length).toBeGreaterThan(8)
})

const within = (faults: readonly Fault[], { page, line, text }: Block) =>
  faults.filter(
    (fault) => fault.page === page && fault.line >= line - 1 && fault.line < line + text.split('\n').length,
  )

describe.each(checked.map((module) => ({ module, place: `${module.block.page}:${module.block.line}` })))(
  '$place',
  ({ module }) => {
    test('has no type errors', () => {
      expectSound(within(typeFaults, module.block))
    })

    test.runIf(canRun(module))('runs', () => {
      expectSound(within(thrown, module.block))
    })
  },
)

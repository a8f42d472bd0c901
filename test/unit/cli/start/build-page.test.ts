import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { buildPage } from '../../../../cli/start/build-page.ts'

test('the page of the playground is built in a process of its own', async () => {
  const begin = Date.now()
  await buildPage(resolve('.'))
  const { mtimeMs, size } = await stat('dist/playground/page.html')
  // File systems have coarser clocks.
  expect(mtimeMs).toBeGreaterThan(begin - 2000)
  expect(size).toBeGreaterThan(100_000)
})

test('a page that cannot be built is an error', async () => {
  await expect(buildPage('/nowhere')).rejects.toThrow()
})

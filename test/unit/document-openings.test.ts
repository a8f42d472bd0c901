import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test.each(globSync('docs/**/*.md'))('%s begins with what its reader can do, and with an example', (page) => {
  const [, opening = ''] = readFileSync(page, 'utf8').split(/^#+ .*$/m)
  expect(opening.trim()).toMatch(/^After reading this page you /)
  expect(opening).toMatch(/^`{3}|^<img |^\|.*\|$|example[,:]/im)
})

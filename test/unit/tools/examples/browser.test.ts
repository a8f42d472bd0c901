import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findChromium } from '../../../../tools/examples/browser.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-browser-'))
  await writeFile(join(folder, 'chromium'), '')
})
afterEach(() => rm(folder, { recursive: true }))

test('Chromium is searched in the PATH', () => {
  expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(join(folder, 'chromium'))
  expect(findChromium({ PATH: '/nowhere' })).toBeUndefined()
})

test('the variable CHROMIUM takes precedence', () => {
  expect(findChromium({ PATH: folder, CHROMIUM: '/opt/chrome' })).toBe('/opt/chrome')
})

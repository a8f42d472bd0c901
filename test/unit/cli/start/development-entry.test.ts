import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, posix, win32 } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  entryCode,
  importSpecifier,
  ownEntry,
  writeDevelopmentEntry,
} from '../../../../cli/start/development-entry.ts'
import { isBelow, relativePath } from '../../../../cli/start/folder-origin.ts'
import { placeIn } from '../../../support/project/place.ts'
import { makeProject } from '../../../support/project/project.ts'

describe('on Windows', () => {
  test.each([
    ['C:\\app\\.wrangler\\signet', 'C:\\app\\src\\index.ts', '../../src/index.ts'],
    ['C:\\app', 'c:\\APP\\index.ts', './index.ts'],
    ['C:\\app', 'D:\\worker\\index.ts', 'D:/worker/index.ts'],
    ['\\\\server\\share\\app', '\\\\server\\share\\a b.ts', '../a b.ts'],
  ])('a module in %s imports %s', (folder, file, specifier) => {
    expect(importSpecifier(folder, file, win32)).toBe(specifier)
  })

  test('the path of a file below a folder has slashes', () => {
    expect(relativePath('C:\\Pictures', 'C:\\Pictures\\2026\\a b.jpg', win32)).toBe('2026/a b.jpg')
  })

  test.each([
    ['C:\\Pictures\\a.jpg', true],
    ['c:\\pictures\\sub\\a.jpg', true],
    ['C:\\Pictures\\..a.jpg', true],
    ['C:\\Pictures', false],
    ['C:\\Pictures-2\\a.jpg', false],
    ['C:\\secret.txt', false],
    ['D:\\Pictures\\a.jpg', false],
  ])('%s is below C:\\Pictures: %s', (file, below) => {
    expect(isBelow('C:\\Pictures', file, win32)).toBe(below)
  })
})

test.each([
  ['/app/.wrangler/signet', '/app/src/index.ts', '../../src/index.ts'],
  ['/app', '/app/index.ts', './index.ts'],
  ['/app', '/app/.hidden/index.ts', './.hidden/index.ts'],
])('a module in %s imports %s', (folder, file, specifier) => {
  expect(importSpecifier(folder, file, posix)).toBe(specifier)
})

test('the entry exports what the own entry exports, and wraps its default export', () => {
  expect(entryCode('@owner/signet-worker', '../../src/a "b".ts').split('\n').slice(1, -1)).toEqual([
    'import { withDevelopment } from "@owner/signet-worker/development"',
    'import * as entry from "../../src/a \\"b\\".ts"',
    'export * from "../../src/a \\"b\\".ts"',
    'export default withDevelopment(entry.default)',
  ])
})

test('the entry is written to the folder of wrangler', async () => {
  const cwd = await makeProject({})
  const own = join(cwd, 'src', 'index.ts')
  const written = await writeDevelopmentEntry(cwd, own, '@owner/signet-worker')
  expect(written).toBe(join('.wrangler', 'signet', 'worker.js'))
  expect(await readFile(join(cwd, written), 'utf8')).toContain('from "../../src/index.ts"')
})

test('the own entry is main of wrangler.toml', async () => {
  const cwd = await makeProject({})
  await mkdir(join(cwd, 'src'))
  await writeFile(join(cwd, 'src', 'index.ts'), '')
  expect(await ownEntry(placeIn(cwd), { main: './src/index.ts' })).toBe(join(cwd, 'src', 'index.ts'))
  await expect(ownEntry(placeIn(cwd), {})).rejects.toThrow('wrangler.toml has no main')
  await expect(ownEntry(placeIn(cwd), { main: 'src' })).rejects.toThrow(
    'main is src, and there is no such file',
  )
})

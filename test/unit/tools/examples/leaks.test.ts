import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findLeaks } from '../../../../tools/examples/leaks.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-leaks-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a secret is found in any file below the folder', async () => {
  await mkdir(join(folder, 'chunks'))
  await writeFile(join(folder, 'index.html'), '<p>')
  await writeFile(join(folder, 'chunks', 'a.js'), 'const key="s3cret"')
  expect(await findLeaks(folder, 's3cret')).toEqual([join(folder, 'chunks', 'a.js')])
})

test('an empty folder is an error', async () => {
  await expect(findLeaks(folder, 's3cret')).rejects.toThrow('has no files')
})

import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeDraft } from '../../../bench/write-draft.ts'

test('a file has its name only when it is complete', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signet-draft-'))
  const path = join(folder, 'a')
  const interrupted = writeDraft(path, async (draft) => {
    await writeFile(draft, 'half')
    throw new Error('interrupted')
  })
  await expect(interrupted).rejects.toThrow('interrupted')
  expect(await readdir(folder)).toEqual(['a.draft'])
  await writeDraft(path, (draft) => writeFile(draft, 'all'))
  expect(await readdir(folder)).toEqual(['a'])
  expect(await readFile(path, 'utf8')).toBe('all')
})

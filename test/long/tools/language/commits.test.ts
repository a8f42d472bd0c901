import { execFileSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listUnpublished } from '../../../../tools/language/commits.ts'
import { makeProject } from '../../../support/project/project.ts'

/** Git without the settings of the machine. */
const ENV = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
}

const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, env: ENV, encoding: 'utf8' })

const commit = (cwd: string, subject: string) => git(cwd, 'commit', '--quiet', '--allow-empty', '-m', subject)

/** A repository with these commits. */
async function makeRepository(subjects: readonly string[]): Promise<string> {
  const cwd = await makeProject({})
  git(cwd, 'init', '--quiet', '--initial-branch=main')
  for (const subject of subjects) commit(cwd, subject)
  return cwd
}

const subjectsOf = async (cwd: string) => (await listUnpublished(cwd)).map(({ subject }) => subject)

test('the last 10 commits without a remote', async () => {
  const subjects = Array.from({ length: 11 }, (_, index) => `Add part ${index}`)
  expect(await subjectsOf(await makeRepository(subjects))).toEqual(subjects.slice(1).toReversed())
})

test('the commits after the main branch of the remote, on any branch', async () => {
  const remote = await makeRepository(['Add a', 'Add b'])
  const cwd = await makeProject({})
  git(cwd, 'clone', '--quiet', remote, '.')
  expect(await subjectsOf(cwd)).toEqual([])
  git(cwd, 'switch', '--quiet', '--create', 'topic')
  commit(cwd, 'Add c')
  expect(await listUnpublished(cwd)).toEqual([
    { hash: expect.stringMatching(/^[0-9a-f]{7,}$/), subject: 'Add c' },
  ])
})

test('no merges', async () => {
  const cwd = await makeRepository(['Add a'])
  git(cwd, 'switch', '--quiet', '--create', 'topic')
  commit(cwd, 'Add b')
  git(cwd, 'switch', '--quiet', 'main')
  git(cwd, 'merge', '--quiet', '--no-ff', 'topic', '-m', "Merge branch 'topic'")
  expect((await subjectsOf(cwd)).toSorted()).toEqual(['Add a', 'Add b'])
})

test('none in a shallow clone', async () => {
  const remote = await makeRepository(['Add a', 'Add b'])
  const cwd = await makeProject({})
  git(cwd, 'clone', '--quiet', '--depth=1', `file://${remote}`, '.')
  expect(git(cwd, 'log', '--format=%s')).toBe('Add b\n')
  expect(await subjectsOf(cwd)).toEqual([])
})

test('none in a folder without a repository, in a new one, and in a folder of another', async () => {
  expect(await subjectsOf(await makeProject({}))).toEqual([])
  expect(await subjectsOf(await makeRepository([]))).toEqual([])
  const folder = join(await makeRepository(['Add a']), 'unpacked')
  await mkdir(folder)
  expect(await subjectsOf(folder)).toEqual([])
})

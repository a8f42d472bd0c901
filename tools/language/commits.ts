import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Commit } from './commit-rules.ts'

/** Remote branch that has the published commits. */
const PUBLISHED = 'refs/remotes/origin/main'

/** Number of commits that are listed if there is no remote. */
const WITHOUT_REMOTE = 10

/**
 * Runs git.
 * @returns its output, or `undefined` if git is missing or fails
 */
const git = (cwd: string, args: readonly string[]): Promise<string | undefined> =>
  promisify(execFile)('git', args, { cwd }).then(
    ({ stdout }) => stdout,
    () => undefined,
  )

/** `true` if `cwd` is the root of a repository that has all its commits' parents. */
async function hasHistory(cwd: string): Promise<boolean> {
  const answer = await git(cwd, ['rev-parse', '--is-shallow-repository', '--show-prefix'])
  return answer?.trimEnd() === 'false'
}

/**
 * Lists the current branch's commits that are not published, without merges. Without a remote,
 * these are the last 10 commits.
 * @param cwd the repository root
 * @returns the commits. There are none if git is missing, if the clone is shallow, or if `cwd` is a
 *   folder in another repository.
 */
export async function listUnpublished(cwd: string): Promise<Commit[]> {
  if (!(await hasHistory(cwd))) return []
  const isPublished = (await git(cwd, ['rev-parse', '--verify', '--quiet', PUBLISHED])) !== undefined
  const range = isPublished ? [`${PUBLISHED}..HEAD`] : ['-n', String(WITHOUT_REMOTE), 'HEAD']
  const lines = await git(cwd, ['log', '--no-merges', '--format=%h %s', ...range, '--'])
  return [...(lines ?? '').matchAll(/^(\S+) (.*)$/gm)].map(([, hash = '', subject = '']) => ({
    hash,
    subject,
  }))
}

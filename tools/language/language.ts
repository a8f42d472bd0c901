import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Command } from '../../cli/command.ts'
import { script } from '../script.ts'
import { findBadSubjects } from './commit-rules.ts'
import { listUnpublished } from './commits.ts'
import { findLongSentences } from './page-rule.ts'
import { readSource } from './source.ts'
import { SOURCE_RULES } from './source-rules.ts'

const SPEC = {
  name: 'language',
  does: 'Checks comments, names, sentences of the documents, and subjects of commits.',
  flags: {},
} as const

const SOURCES =
  '{src,kernel,cli,tools,playground,test,bench,samples,examples}/**/*.{ts,tsx,js,mjs,css,astro,cs,exs,go,java,php,py,rb,rs,sh,toml}'

const PAGES = ['*.md', '{docs,examples,kernel}/**/*.md']

/** `true` for folders that commands generate. Their files are not checked. */
const isForeign = (name: string): boolean => ['node_modules', 'dist'].includes(name)

interface File {
  readonly file: string
  readonly text: string
}

function readAll(cwd: string, pattern: string | readonly string[]): Promise<File[]> {
  const files = globSync(pattern, { cwd, exclude: (path) => path.split(sep).some(isForeign) })
    .map((file) => file.replaceAll(sep, '/'))
    .toSorted()
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(join(cwd, file), 'utf8') })))
}

function checkSource({ file, text }: File): string[] {
  const source = readSource(file, text)
  return SOURCE_RULES.flatMap((find) => find(source)).map(
    ({ line, problem }) => `${file}:${line}: ${problem}`,
  )
}

/**
 * Checks the wording in comments, pages and commit subjects. The command is the second half of `npm
 * run lint`.
 */
export const language: Command = script(SPEC, async (_, { cwd, out, err }) => {
  const [sources, pages, commits] = await Promise.all([
    readAll(cwd, SOURCES),
    readAll(cwd, PAGES),
    listUnpublished(cwd),
  ])
  const problems = [...sources.flatMap(checkSource), ...findLongSentences(pages), ...findBadSubjects(commits)]
  problems.forEach(err)
  out(
    `${sources.length} files, ${pages.length} pages and ${commits.length} commits: ${problems.length} problems`,
  )
  return problems.length === 0 ? 0 : 1
})

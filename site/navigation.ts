import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findTarget, listPages, ROOT } from './pages.ts'

/** Page with the list of all pages. */
const INDEX = 'docs/README.md'

/** Heading of the pages that the list does not name. */
const OTHERS = 'More'

/** Group of pages: a heading of the list, and the pages below it. */
export interface Group {
  readonly heading: string
  readonly pages: readonly { readonly file: string; readonly title: string }[]
}

/** Returns Markdown without emphasis, code and links. */
export const plain = (markdown: string): string =>
  markdown.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '')

/** Returns the title of a page: its first heading. */
export function titleOf(text: string): string {
  const [, title = ''] = /^# (.+)$/m.exec(text) ?? []
  return plain(title)
}

/** Names that are written in lower case, also at the beginning of a label. */
const LOWER_CASE = /^(?:imgix|imgproxy|sharp|thumbor)\b/

const capitalized = (text: string): string =>
  LOWER_CASE.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)

/**
 * Returns the groups of pages in the order of `docs/README.md`. Pages that it does not list form
 * the last group. A page occurs once, where it is listed first.
 */
export function readGroups(root = ROOT): Group[] {
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const seen = new Set([INDEX, 'README.md'])
  const groups: Group[] = []
  const [, ...sections] = read(INDEX).split(/^## /m)
  for (const section of sections) {
    const pages: { file: string; title: string }[] = []
    const list = section.split('\n').filter((line) => /^(?:- | {2}\S)/.test(line))
    for (const [, title = '', link = ''] of list.join('\n').matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)) {
      const target = findTarget(INDEX, link, root)
      if (target.kind !== 'page' || seen.has(target.file)) continue
      seen.add(target.file)
      const isFile = plain(title).endsWith('.md')
      pages.push({
        file: target.file,
        title: isFile ? titleOf(read(target.file)) : capitalized(plain(title)),
      })
    }
    const [heading = ''] = section.split('\n')
    if (pages.length > 0) groups.push({ heading, pages })
  }
  const others = listPages(root).filter((file) => !seen.has(file))
  if (others.length === 0) return groups
  return [...groups, { heading: OTHERS, pages: others.map((file) => ({ file, title: titleOf(read(file)) })) }]
}

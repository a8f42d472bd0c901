import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { plain, readGroups, titleOf } from './navigation.ts'
import { findTarget, listPages, repositoryAddress, ROOT, routeOf } from './pages.ts'

/** Text files for language models, by their paths on the site. */
export type Files = Readonly<Record<string, string>>

/**
 * Returns the first paragraph of a page, on one line.
 * @param text Markdown of the page
 */
export function openingOf(text: string): string {
  const paragraphs = text.replace(/^# .*$/m, '').split(/\n{2,}/)
  const [first = ''] = paragraphs.map((part) => part.trim()).filter((part) => /^\p{L}/u.test(part))
  return plain(first).replaceAll(/\s+/g, ' ')
}

/** Returns the first sentence of a page's opening. */
export function descriptionOf(text: string): string {
  const opening = openingOf(text)
  const [sentence = opening] = /^.+?[.:?!](?= |$)/.exec(opening) ?? []
  return sentence.replace(/:$/, '.')
}

/** Returns the path of a page's Markdown on the site. */
const markdownPath = (file: string): string => `${file.replace(/README\.md$/, 'index.md')}`

/**
 * Replaces the links of a page outside code: pages are linked as Markdown, pictures and sources at
 * the repository's host.
 */
export function withSiteLinks(text: string, file: string, root = ROOT): string {
  const code = /^(`{3,})[^\n]*\n[\s\S]*?^\1$|`[^`\n]+`/gm
  const replaced = (prose: string) =>
    prose
      .replaceAll(/(\]\()([^)\s]+)(\))|((?:src|href)=")([^"]+)(")/g, (_, a = '', link = '', b = '', c = '', source = '', d = '') => `${a}${c}${markdownLink(file, `${link}${source}`, root)}${b}${d}`)
      .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
  let result = ''
  let end = 0
  for (const match of text.matchAll(code)) {
    result += replaced(text.slice(end, match.index)) + match[0]
    end = match.index + match[0].length
  }
  return result + replaced(text.slice(end))
}

function markdownLink(file: string, link: string, root: string): string {
  const target = findTarget(file, link, root)
  if (target.kind === 'source') return target.address.replace(/\/blob\/(?=.*\.(?:webp|jpe?g|png|svg|gif)$)/, '/raw/')
  if (target.kind === 'other') return link
  const path = relative(dirname(markdownPath(file)), markdownPath(target.file))
  return `${path}${target.anchor}`
}

/**
 * Makes `llms.txt` and `llms-full.txt` (llmstxt.org), and the Markdown of each page beside it.
 * @param base address of the site, or its path if the address is not known
 */
export function languageModelFiles(base: string, root = ROOT): Files {
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const readme = read('README.md')
  const groups = readGroups(root)
  const sections = groups.map(({ heading, pages }) => {
    const items = pages.map(({ file }) => {
      const text = read(file)
      return `- [${titleOf(text)}](${base}${markdownPath(file)}): ${descriptionOf(text)}`
    })
    return `## ${heading}\n\n${items.join('\n')}\n`
  })
  const index = [
    `# ${titleOf(readme)}`,
    `> ${openingOf(readme)}`,
    `All pages in one file: [llms-full.txt](${base}llms-full.txt). The project is at ${repositoryAddress(root)}.`,
    ...sections,
  ].join('\n\n')
  const files = ['README.md', ...groups.flatMap(({ pages }) => pages.map(({ file }) => file))]
  const full = files.map((file) => `<!-- ${base}${routeOf(file).slice(1)} -->\n\n${withSiteLinks(read(file), file, root).trim()}\n`)
  const markdown = listPages(root).map((file) => [markdownPath(file), withSiteLinks(read(file), file, root)])
  return { 'llms.txt': index, 'llms-full.txt': full.join('\n'), ...Object.fromEntries(markdown) }
}

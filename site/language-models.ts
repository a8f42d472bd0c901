import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { plain, readGroups, titleOf } from './navigation.ts'
import { findTarget, listPages, ROOT, repositoryAddress, rewrite, routeOf } from './pages.ts'

/** Blocks of code, whose text is kept. */
const FENCE = /(^```[^\n]*\n[\s\S]*?^```$)/m

/** Code within a text, which is kept; or a link, a picture, or the same in HTML. */
const LINK =
  /`[^`\n]+`|(?<mark>!?)\[(?<label>(?:`[^`\n]+`|[^\]`])*)\]\((?<link>[^)\s]+)\)|<img\b[^>]*? src="(?<src>[^"]+)"[^>]*>| href="(?<href>[^"]+)"/g

const PICTURE = /\.(?:webp|jpe?g|png|svg|gif)$/

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

/** Returns the first sentence of a page, without the words with which every page begins. */
export function descriptionOf(text: string): string {
  const words = openingOf(text).replace(/^After reading this page you (?:can )?/, '')
  const opening = words.charAt(0).toUpperCase() + words.slice(1)
  const [sentence = opening] = /^.+?[.:?!](?= |$)/.exec(opening) ?? []
  return sentence.replace(/:$/, '.')
}

/**
 * Returns the address of a link in the Markdown of the site. Pictures are the repository's. Returns
 * `undefined` for a file of a repository without an address.
 */
function addressOf(file: string, link: string, base: string, root: string): string | undefined {
  if (link.startsWith('#')) return `${base}${rewrite(file)}${link}`
  const target = findTarget(file, link, root)
  if (target.kind === 'page') return `${base}${rewrite(target.file)}${target.anchor}`
  if (target.kind === 'other') return link
  const { address } = target
  return address && PICTURE.test(address) ? address.replace('/blob/', '/raw/') : address
}

/** Returns the Markdown of a page without comments, whose links lead to the site. */
export function withSiteLinks(file: string, base: string, root = ROOT): string {
  const replaced = (prose: string) =>
    prose.replaceAll(/<!--[\s\S]*?-->\n?/g, '').replaceAll(LINK, (text, ...found) => {
      const { mark, label, link, src, href } = found.at(-1) as Readonly<Record<string, string | undefined>>
      const given = link ?? src ?? href
      if (given === undefined) return text
      const address = addressOf(file, given, base, root)
      if (address === undefined) return label ?? /\balt="([^"]*)"/.exec(text)?.[1] ?? ''
      return link === undefined
        ? text.replace(`"${given}"`, () => `"${address}"`)
        : `${mark}[${label}](${address})`
    })
  return readFileSync(join(root, file), 'utf8')
    .split(FENCE)
    .map((part, index) => (index % 2 === 0 ? replaced(part) : part))
    .join('')
}

/**
 * Makes `llms.txt` and `llms-full.txt` (llmstxt.org), and the Markdown of each page beside it.
 * @param base address of the site, or its path if the address is not known
 */
export function languageModelFiles(base: string, root = ROOT): Files {
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const readme = read('README.md')
  const groups = readGroups(root)
  const repository = repositoryAddress(root)
  const sections = groups.map(({ heading, pages }) => {
    const items = pages.map(({ file }) => {
      const text = read(file)
      return `- [${titleOf(text)}](${base}${rewrite(file)}): ${descriptionOf(text)}`
    })
    return `## ${heading}\n\n${items.join('\n')}`
  })
  const index = [
    `# ${titleOf(readme)}`,
    `> ${openingOf(readme)}`,
    `All pages in one file: [llms-full.txt](${base}llms-full.txt).${repository ? ` The project is at ${repository}.` : ''}`,
    ...sections,
  ]
  const files = ['README.md', ...groups.flatMap(({ pages }) => pages.map(({ file }) => file))]
  const full = files.map(
    (file) => `<!-- ${base}${routeOf(file).slice(1)} -->

${withSiteLinks(file, base, root)}`,
  )
  const markdown = listPages(root).map((file) => [rewrite(file), withSiteLinks(file, base, root)])
  return {
    'llms.txt': `${index.join('\n\n')}\n`,
    'llms-full.txt': full.join('\n'),
    ...Object.fromEntries(markdown),
  }
}

import { fileOf } from '../../tools/site/serve.ts'

/** Texts of a site's files by their paths, such as `/docs/zones.html`. */
export type SiteFiles = ReadonlyMap<string, string>

/** Returns the links in a file of HTML or Markdown. Code is left out. */
function linksOf(path: string, text: string): string[] {
  const prose = text.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1$|`[^`\n]+`/gm, '')
  const found = path.endsWith('.html')
    ? text.matchAll(/<[^>]+? (?:href|src)="([^"]*)"/g)
    : prose.matchAll(/\]\(([^)\s]+)\)/g)
  return [...found].map(([, link = '']) => link.replaceAll('&amp;', '&'))
}

/**
 * Returns the links of a site that lead nowhere: to no file, to no heading, or to a file that the
 * repository does not have.
 * @param repository repository address, if the site has one
 * @param exists returns `true` if the repository has a file or folder
 */
export function findDeadLinks(
  files: SiteFiles,
  repository: string | undefined,
  exists: (path: string) => boolean,
): string[] {
  const isDead = (path: string, link: string): boolean => {
    if (repository !== undefined && link.startsWith(repository)) {
      const [, source] = /^\/(?:blob|tree|raw|edit)\/main\/([^#]+)/.exec(link.slice(repository.length)) ?? []
      return source !== undefined && !exists(decodeURI(source))
    }
    if (/^(?:[a-z]+:|\/\/)/.test(link)) return false
    const { pathname, hash } = new URL(link, `http://localhost${path}`)
    // Markdown has the headings of its page.
    const page = files.get(fileOf(pathname).replace(/\.md$/, '.html'))
    const anchor = decodeURIComponent(hash.slice(1))
    return !files.has(fileOf(pathname)) || (anchor !== '' && !page?.includes(` id="${anchor}"`))
  }
  return [...files].flatMap(([path, text]) =>
    linksOf(path, text)
      .filter((link) => isDead(path, link))
      .map((link) => `${path}: ${link}`),
  )
}

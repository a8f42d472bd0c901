import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** Folder of the repository. */
export const ROOT = join(import.meta.dirname, '..')

/** Markdown files that become pages of the site. All others are shown by the repository's host. */
const PAGES = ['*.md', 'docs/**/*.md', 'bench/README.md', 'examples/*/README.md']

/** Lists the files of all pages, relative to the repository. */
export const listPages = (root = ROOT): string[] =>
  globSync(PAGES, { cwd: root, exclude: (name) => name === 'node_modules' }).toSorted()

/**
 * Returns the path of the file from which VitePress names a page: `docs/README.md` is served as the
 * index of `docs`.
 */
export const rewrite = (file: string): string => file.replace(/(^|\/)README\.md$/, '$1index.md')

/**
 * Returns the path of a page in URLs.
 * @example routeOf('docs/README.md') // '/docs/'
 */
export const routeOf = (file: string): string =>
  `/${rewrite(file)}`.replace(/(?:\/index)?\.md$/, (end) => (end === '.md' ? '' : '/'))

/** Owner in the address of a repository that has not been published. */
const PLACEHOLDER = 'OWNER'

/** Returns the address in package.json, such as `https://github.com/acme/signet`. */
function homepage(root: string): string {
  const { homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { homepage: string }
  return homepage.replace(/#.*$/, '')
}

/**
 * Returns the address of the repository, such as `https://github.com/acme/signet`. Returns
 * `undefined` while its owner is a placeholder.
 */
export function repositoryAddress(root = ROOT): string | undefined {
  const address = homepage(root)
  return new URL(address).pathname.startsWith(`/${PLACEHOLDER}/`) ? undefined : address
}

/**
 * Kinds of a link's target. `address` of a file of the repository is `undefined` while the
 * repository has no address.
 */
export type Target =
  | { readonly kind: 'page'; readonly file: string; readonly anchor: string }
  | { readonly kind: 'source'; readonly address: string | undefined }
  | { readonly kind: 'other' }

/**
 * Returns the path that a link into the repository has below its root, such as `docs/zones.md`.
 * Returns `undefined` for all other links.
 */
function pathInRepository(link: string, root: string): string | undefined {
  const address = homepage(root)
  const rest = link.startsWith(address) ? link.slice(address.length) : undefined
  if (rest === undefined || !/^(?:$|[/#])/.test(rest)) return undefined
  return rest.replace(/^\/(?:blob|tree)\/main\//, '')
}

/**
 * Finds the target of a link.
 * @param from file of the page with the link, relative to the repository
 * @throws Error if a relative link names no file of the repository
 */
export function findTarget(from: string, link: string, root = ROOT): Target {
  const inRepository = pathInRepository(link, root)
  if (inRepository !== undefined && /^\w/.test(inRepository)) return findTarget('', inRepository, root)
  const repository = repositoryAddress(root)
  if (inRepository !== undefined) return { kind: 'source', address: repository && link }
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i.test(link)) return { kind: 'other' }
  const [path = '', fragment] = link.split('#')
  const anchor = fragment === undefined ? '' : `#${fragment}`
  const file = normalize(join(dirname(from), decodeURI(path))).replace(/\/$/, '')
  if (file.startsWith('..') || !existsSync(join(root, file)))
    throw new Error(`${from} links to ${link}, which does not exist`)
  const isFolder = statSync(join(root, file)).isDirectory()
  const page = isFolder ? join(file, 'README.md') : file
  if (listPages(root).includes(page)) return { kind: 'page', file: page, anchor }
  const address = repository && `${repository}/${isFolder ? 'tree' : 'blob'}/main/${file}${anchor}`
  return { kind: 'source', address }
}

/**
 * Returns the link's address on the site: a path below its base, or the repository's address.
 * Returns `undefined` for a file of a repository without an address.
 */
export function siteLink(from: string, link: string, root = ROOT): string | undefined {
  const target = findTarget(from, link, root)
  if (target.kind === 'page') return `${routeOf(target.file)}${target.anchor}`
  return target.kind === 'source' ? target.address : link
}

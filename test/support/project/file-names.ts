import { globSync } from 'node:fs'
import { parseAst } from 'vitest/node'

/** Files in a user's project, which messages may name. */
const USER_FILES = ['wrangler.toml', 'wrangler.json', 'wrangler.jsonc', 'package.json', 'src/index.ts']

/** Name of a file with a folder or an extension of the repository's texts. */
const NAME = /(?<![\w./-])(?:[\w@-]+\/)*[\w.-]+\.(?:md|[jt]sx?|toml|jsonc?|ya?ml|sh|py|php|go|rs|svg|webp)\b/g

const ADDRESS = /https?:\/\/[^\s)'"`]+/g

/** Link of Markdown, of which a page shows the text alone. */
const LINK = /\]\([^)]*\)/g

/** Files of the repository, also by their paths from the folder `docs`. */
const repositoryFiles = new Set(
  globSync('**/*', {
    exclude: (name) => /^(?:node_modules|dist|\.git|\.wrangler)$/.test(String(name)),
  }).flatMap((path) => [path, path.replace(/^docs\//, '')]),
)

/**
 * Returns the names of files in a text that a user of the package does not have: pages, and other
 * files of the repository. Addresses are no names.
 * @param installed files of the package
 */
export function missingFiles(text: string, installed: readonly string[]): readonly string[] {
  const names = text.replaceAll(ADDRESS, '').replaceAll(LINK, '').match(NAME) ?? []
  return names.filter(
    (name) =>
      !USER_FILES.includes(name) &&
      !installed.includes(name) &&
      (name.endsWith('.md') || repositoryFiles.has(name)),
  )
}

/** Node of a syntax tree, as far as the walk reads it. */
interface SyntaxNode {
  readonly type: string
  readonly [field: string]: unknown
}

const isNode = (value: unknown): value is SyntaxNode => typeof Object(value).type === 'string'

const childrenOf = (node: SyntaxNode): readonly SyntaxNode[] => Object.values(node).flat().filter(isNode)

/** Returns `true` for a call of the function that makes an address of a path. */
const makesAddress = ({ type, callee }: SyntaxNode): boolean =>
  type === 'CallExpression' && /^addressOf\d*$/.test(String(Object(callee).name))

function* textsIn(node: SyntaxNode): Generator<string> {
  if (makesAddress(node)) return
  if (node.type === 'Literal' && typeof node['value'] === 'string') yield node['value']
  if (node.type === 'TemplateElement') yield String(Object(node['value']).cooked)
  for (const child of childrenOf(node)) yield* textsIn(child)
}

/** Returns all strings in the code of a module, and the constant parts of its templates. */
export function textsOf(code: string): readonly string[] {
  const tree = parseAst(code)
  return [...textsIn({ ...tree })]
}

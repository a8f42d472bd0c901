import { relative } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'
import { arrangeHome, type Token } from './home.ts'
import { ROOT, siteLink } from './pages.ts'

/**
 * Properties that VitePress adds to a page's environment. `realPath` is absent in the search index.
 */
interface Environment {
  readonly path?: string
  readonly realPath?: string
}

/** HTML elements that GitHub renders. All other tags are text, and never components of Vue. */
const ELEMENTS = new Set(
  'a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p picture pre q s samp small source span strong sub summary sup table tbody td tfoot th thead tr ul var wbr'.split(
    ' ',
  ),
)

/**
 * Returns the anchor of a heading as GitHub makes it, so that links work in both places.
 * @example anchorOf('What fits: how large?') // 'what-fits-how-large'
 */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-')

const fileOf = (env: unknown): string => {
  const { path = '', realPath = path } = env as Environment
  return relative(ROOT, realPath)
}

const isEmptyText = (token: Token | undefined): boolean => token?.type === 'inline' && token.content === ''

/** Escapes braces, so that Vue evaluates nothing. */
const withoutBraces = (html: string): string => html.replaceAll('{', '&#123;')

/**
 * Returns HTML of a page without comments, without unknown elements, and with addresses of the
 * site.
 */
function cleanHtml(html: string, file: string): string {
  const known = html
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/<(?!\/?([a-z][\w-]*)[\s/>])|<\/?([a-z][\w-]*)[^>]*>/gi, (tag, _, name?: string) =>
      name !== undefined && ELEMENTS.has(name.toLowerCase()) ? tag : tag.replace('<', '&lt;'),
    )
  return withoutBraces(known)
    .replaceAll(/ src="(?![a-z]+:|\.?\/)([^"]+)"/g, ' src="./$1"')
    .replaceAll(/ href="([^"]+)"/g, (_, link: string) => {
      const address = siteLink(file, link)
      return address === undefined ? '' : ` href="${address}"`
    })
}

/**
 * Returns the tokens of a text with addresses of the site. A link without an address becomes text.
 */
function withSiteLinks(tokens: readonly Token[], file: string): Token[] {
  let isText = false
  return tokens.filter((token) => {
    if (token.type === 'link_open') {
      const address = siteLink(file, token.attrGet('href') ?? '')
      isText = address === undefined
      if (address !== undefined) token.attrSet('href', address)
      return !isText
    }
    if (token.type !== 'link_close' || !isText) return true
    isText = false
    return false
  })
}

/** Configures markdown-it: GitHub's reading of the files, with the links of the site. */
export function configureMarkdown(md: MarkdownRenderer): void {
  md.core.ruler.push('site', ({ tokens, env, Token }) => {
    const file = fileOf(env)
    for (const [index, token] of tokens.entries()) {
      if (token.children) token.children = withSiteLinks(token.children, file)
      // A header without a text is a cell without a meaning.
      if (token.tag === 'th' && [tokens[index - 1], tokens[index + 1]].some(isEmptyText)) token.tag = 'td'
    }
    if (file !== 'README.md') return
    const layout = (content: string) => Object.assign(new Token('layout', '', 0), { content })
    tokens.splice(0, tokens.length, ...arrangeHome(tokens, layout))
  })
  const { rules } = md.renderer
  const { text, code_inline: code } = rules
  rules['layout'] = (tokens, index) => tokens[index]?.content ?? ''
  rules['html_block'] = rules['html_inline'] = (tokens, index, _options, env) =>
    cleanHtml(tokens[index]?.content ?? '', fileOf(env))
  rules['text'] = (...given) => withoutBraces(text?.(...given) ?? '')
  rules['code_inline'] = (...given) => withoutBraces(code?.(...given) ?? '')
  // A table that is wider than the page scrolls. Keyboards reach it.
  rules['table_open'] = () => '<div class="table" tabindex="0" role="group" aria-label="table"><table>'
  rules['table_close'] = () => '</table></div>'
}

import { globSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { defineConfig, type Plugin } from 'vitepress'
import { descriptionOf, languageModelFiles } from '../language-models.ts'
import { anchorOf, configureMarkdown } from '../markdown.ts'
import { readGroups } from '../navigation.ts'
import { listPages, ROOT, repositoryAddress, rewrite, routeOf } from '../pages.ts'

/** Address of the published site. It is optional, and adds absolute links and a sitemap. */
const address = process.env['SITE_URL']?.replace(/\/?$/, '/')
const base = address === undefined ? '/' : new URL(address).pathname

const pages = listPages()
const repository = repositoryAddress()
const excluded = globSync('**/*.md', {
  cwd: ROOT,
  exclude: (name) => /(?:^|\/)(?:node_modules|dist|\.\w+)$/.test(name),
}).filter((file) => !pages.includes(file))

/** Resolves Vue for the pages, which lie outside this folder and do not find its packages. */
const vue: Plugin = {
  name: 'vue-of-pages',
  enforce: 'pre',
  resolveId(id, _importer, { ssr }) {
    if (id !== 'vue' && id !== 'vue/server-renderer') return undefined
    return ssr ? { id, external: true } : this.resolve(id, import.meta.filename, { skipSelf: true })
  },
}

/**
 * Attributes with which VitePress makes headings of the sidebar buttons, though they do nothing.
 */
const BUTTON = [':role="itemRole"', ':tabindex="item.items && 0"']

/** Removes the headings of the sidebar from the order of Tab. */
const headings: Plugin = {
  name: 'headings-of-sidebar',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/VPSidebarItem.vue')) return undefined
    if (!BUTTON.every((attribute) => code.includes(attribute)))
      throw new Error('VPSidebarItem.vue has changed: adapt the plugin of the sidebar')
    return BUTTON.reduce((text, attribute) => text.replace(attribute, ''), code)
  },
}

export default defineConfig({
  srcDir: '..',
  srcExclude: [...excluded, '.*/**'],
  outDir: '../dist/site',
  rewrites: Object.fromEntries(pages.map((file) => [file, rewrite(file)])),
  base,
  ...(address === undefined ? {} : { sitemap: { hostname: address } }),
  cleanUrls: true,
  // One page after another: the search index has the order in which pages end, and files are named
  // by their contents.
  buildConcurrency: 1,
  lang: 'en',
  title: 'Signet',
  titleTemplate: ':title · Signet',
  head: [
    ['link', { rel: 'icon', href: `${base}icon.svg`, type: 'image/svg+xml' }],
    ['meta', { name: 'theme-color', content: '#f6f7f9', media: '(prefers-color-scheme: light)' }],
    ['meta', { name: 'theme-color', content: '#101318', media: '(prefers-color-scheme: dark)' }],
  ],
  markdown: {
    // Braces in prose are text.
    attrs: { disable: true },
    anchor: { slugify: anchorOf },
    headers: { slugify: anchorOf, level: [2, 3] },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-default' },
    config: configureMarkdown,
  },
  transformPageData(page) {
    const text = readFileSync(join(ROOT, page.filePath), 'utf8')
    page.description = descriptionOf(text)
    if (page.filePath !== 'README.md') return
    page.frontmatter['layout'] = 'home'
    page.titleTemplate = ':title · Signed images at the edge'
  },
  async buildEnd({ outDir }) {
    for (const [path, text] of Object.entries(languageModelFiles(address ?? base))) {
      await mkdir(dirname(join(outDir, path)), { recursive: true })
      await writeFile(join(outDir, path), text)
    }
  },
  vite: {
    plugins: [vue, headings],
    publicDir: join(import.meta.dirname, '..', 'public'),
    // Pictures stay files, which a browser loads when they are shown.
    build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 2_000 },
  },
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'Documentation', link: '/docs/' },
      { text: 'Parameters', link: '/docs/parameters' },
      { text: 'Changelog', link: '/CHANGELOG' },
    ],
    sidebar: [
      {
        items: [
          { text: 'Home', link: '/' },
          { text: 'All pages', link: '/docs/' },
        ],
      },
      ...readGroups().map(({ heading, pages }) => ({
        text: heading,
        items: pages.map(({ file, title }) => ({ text: title, link: routeOf(file) })),
      })),
    ],
    outline: [2, 3],
    search: { provider: 'local' },
    ...(repository === undefined
      ? {}
      : {
          socialLinks: [{ icon: 'github', link: repository, ariaLabel: 'Repository' }],
          editLink: { pattern: `${repository}/edit/main/:path`, text: 'Edit this page' },
        }),
    docFooter: { prev: 'Previous page', next: 'Next page' },
  },
})

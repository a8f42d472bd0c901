import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGroups } from '../../site/navigation.ts'
import { listPages, repositoryAddress, routeOf, siteLink } from '../../site/pages.ts'
import { fileOf } from '../../tools/site/serve.ts'
import { OUTPUT } from '../../tools/site/site.ts'
import { findDeadLinks } from './dead-links.ts'

const read = (name: string): string =>
  /\.(?:html|md|txt)$/.test(name) ? readFileSync(join(OUTPUT, name), 'utf8') : ''

const files = new Map(
  globSync('**/*', { cwd: OUTPUT })
    .filter((name) => statSync(join(OUTPUT, name)).isFile())
    .map((name) => [`/${name}`, read(name)]),
)

const textOf = (path: string) => files.get(path) ?? ''

test('every page of the repository is a page of the site, and is found from the start page', () => {
  const missing = listPages().filter((file) => !files.has(fileOf(routeOf(file))))
  expect(missing).toEqual([])
  const linked = textOf('/docs/index.html')
  const others = listPages().filter((file) => !linked.includes(` href="${routeOf(file)}"`))
  expect(others).toEqual([])
})

test('no link is dead, on no page and in no text for language models', () => {
  expect(findDeadLinks(files, repositoryAddress(), existsSync)).toEqual([])
})

test('a link into the repository leads to a page, or is text while the repository has no owner', () => {
  const { homepage } = JSON.parse(readFileSync('package.json', 'utf8')) as { homepage: string }
  const repository = homepage.replace(/#.*$/, '')
  const from = 'examples/worker/README.md'
  expect(siteLink(from, `${repository}/blob/main/docs/zones.md#all-fields`)).toBe('/docs/zones#all-fields')
  expect(siteLink(from, 'https://example.com/a')).toBe('https://example.com/a')
  const published = repositoryAddress()
  const source = published && `${published}/blob/main/examples/worker/src/index.ts`
  expect(siteLink(from, 'src/index.ts')).toBe(source)
  expect(siteLink(from, repository)).toBe(published)
  if (published !== undefined) return
  expect([...files].filter(([, text]) => text.includes(`${repository}"`)).map(([path]) => path)).toEqual([])
  expect([...files].filter(([, text]) => text.includes(`${repository}/`)).map(([path]) => path)).toEqual([])
})

test('names of services begin in lower case in the sidebar, and no heading of it is a button', () => {
  const labels = readGroups().flatMap(({ pages }) => pages.map(({ title }) => title))
  expect(labels).toEqual(expect.arrayContaining(['imgix', 'imgproxy', 'thumbor', 'KeyCDN', 'Zones']))
  expect(readGroups().map(({ heading }) => heading)).not.toContain('More')
  const [, sidebar = ''] =
    /<aside class="VPSidebar"([\s\S]*?)<\/aside>/.exec(textOf('/docs/zones.html')) ?? []
  expect(sidebar).toContain('<h2 class="text"')
  expect(sidebar).not.toMatch(/role="button"|tabindex="0"/)
})

test('a link to a missing page, heading or source is found', () => {
  const page = '<h2 id="here"></h2><a href="/b">b</a><a href="#here"></a>'
  const broken =
    '<a href="/c">c</a><a href="/a#there"></a><img src="p.webp"><a href="https://host/r/blob/main/x.ts">'
  const dead = findDeadLinks(
    new Map([
      ['/a.html', page],
      ['/b.html', broken],
      ['/llms.txt', '- [a](/a.md#here)\n- [c](/c.md)'],
      ['/a.md', ''],
    ]),
    'https://host/r',
    () => false,
  )
  expect(dead).toEqual([
    '/b.html: /c',
    '/b.html: /a#there',
    '/b.html: p.webp',
    '/b.html: https://host/r/blob/main/x.ts',
    '/llms.txt: /c.md',
  ])
})

test('llms.txt has the form of llmstxt.org, and names every page', () => {
  const text = textOf('/llms.txt')
  expect(text).toMatch(/^# Signet\n\n> .+\n\n(?:[^#\n].*\n\n)*## /)
  for (const file of listPages().filter((name) => !/^(?:docs\/)?README\.md$/.test(name)))
    expect(text).toContain(`](${routeOf(file).replace(/\/$/, '/index')}.md): `)
  expect(textOf('/llms-full.txt').length).toBeGreaterThan(text.length * 10)
})

test('pages contain what the Markdown says about braces', () => {
  expect(textOf('/docs/sdk.html')).toMatch(/<code>(?:\{|&#123;){2}<\/code>/)
})

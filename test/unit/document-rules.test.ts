import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { documentedFiles } from '../recipes/recipe.ts'
import { RECIPES } from '../recipes/recipes.ts'
import { listSources, readSource } from '../support/project/imports.ts'

const documents = globSync(['*.md', '{docs,bench,src}/**/*.md', '.github/**/*.{md,yml}'])
const pages = documents.filter((file) => file.endsWith('.md'))
const read = (file: string) => readFileSync(file, 'utf8')

/** Returns the anchor of a heading on its page. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (file: string) =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))

test('the address of the repository occurs only in package.json, and where the README says to clone it', () => {
  const { url } = manifest.repository
  const address = url.replace(/^git\+/, '').replace(/\.git$/, '')
  expect([manifest.homepage, manifest.bugs]).toEqual([`${address}#readme`, `${address}/issues`])
  const { host, pathname } = new URL(address)
  expect(documents.filter((file) => read(file).includes(host + pathname))).toEqual(['README.md'])
  const lines = read('README.md').split('\n')
  expect(lines.filter((line) => line.includes(host + pathname))).toEqual([`git clone ${address} signet`])
})

test('docs/README.md lists every page of docs', () => {
  const index = read('docs/README.md')
  const unlisted = globSync('docs/**/*.md')
    .map((file) => file.replaceAll('\\', '/').slice('docs/'.length))
    .filter((file) => file !== 'README.md' && !index.includes(`](${file})`))
  expect(unlisted).toEqual([])
})

test.each(pages)('%s links to files and headings that exist', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false
    const [path = '', anchor] = link.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor))
  })
  expect(broken).toEqual([])
})

test.each(pages)('%s names the module of each function of `fs`', (page) => {
  expect(read(page).match(/\bfs(?:\.promises)?\.\w+\(/g)).toBeNull()
})

describe('docs/architecture.md', () => {
  const text = read('docs/architecture.md')
  const [, ...sections] = text.split(/^### /m)
  const recipes = new Map(
    sections.map((section): [string, string[]] => [
      section.slice(0, section.indexOf('\n')),
      [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, file = '']) => file),
    ]),
  )

  test.each([...recipes])('names existing files for %s', (_, files) => {
    expect(files.filter((file) => globSync(file.replaceAll('NAME', '*')).length === 0)).toEqual([])
  })

  test.each(RECIPES)('$title: has the files of its example', (recipe) => {
    expect(recipes.get(recipe.title)).toEqual(documentedFiles(recipe).map(({ file }) => file))
  })

  test('has an example of every recipe', () => {
    const titles = [...recipes.keys()].filter((title) => title.startsWith('Add '))
    expect(titles.toSorted()).toEqual(RECIPES.map(({ title }) => title).toSorted())
  })

  test('names only files and folders that src has', () => {
    const source = listSources('src').map(readSource).join('\n')
    const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
    const names = quoted.filter((code) => /^(?:[a-z]+(?:[A-Z][a-z]*)+|[A-Z][a-z]+\w*)$/.test(code))
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([])
    const paths = quoted.filter((code) => /^src\//.test(code))
    expect(paths.filter((path) => globSync(path.replaceAll('NAME', '*')).length === 0)).toEqual([])
  })

  test('shows every folder of the wings, and every folder and loose file of src, in its tree', () => {
    const [, tree = ''] = /```text\nsrc\/\n(.*?)```/s.exec(text) ?? []
    const parents: string[] = ['src']
    const shown = [...tree.matchAll(/^( +)([\w.-]+)\/? {2}/gm)].map(([, indent = '', name = '']) => {
      const depth = indent.length / 2
      parents.splice(depth, parents.length, name)
      return parents.join('/')
    })
    const wings = ['api', 'engine', 'signing', 'edge'].map((wing) => `src/${wing}`)
    const folders = globSync(wings.map((wing) => `${wing}/*/`))
    const expected = [...readdirSync('src').map((name) => `src/${name}`), ...folders]
    expect(shown.toSorted()).toEqual(expected.map((path) => path.replace(/\/$/, '')).toSorted())
  })
})

import { globSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { geometry } from '../../src/engine/plan/geometry.ts'
import { parseIntent } from '../../src/signing/url/intent.ts'
import { isRowName, OPTIONS } from '../../src/signing/url/options.ts'
import { parseOptions } from '../../src/signing/url/parameters.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { PAGES, SECTIONS } from '../../tools/docs.ts'
import { intentOf, transformed } from '../support/engine/transformed.ts'
import { EXAMPLES, pictureFile } from '../support/project/documented-examples.ts'

/** Maximum width in pixels, with which four pictures fit beside each other. */
const GREATEST_WIDTH = 240

async function sizeOf(image: Uint8Array) {
  const { width, height } = await sharp(image).metadata()
  return { width, height }
}

const readme = await readFile('README.md', 'utf8')

it('every generated table is on a page', () => {
  expect(Object.values(PAGES).flat().toSorted()).toEqual(Object.keys(SECTIONS).toSorted())
})

it('the README has at most 250 lines', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(250)
})

it('the README leaves figures of the bench to bench/README.md, except a table of five lines', () => {
  expect([...readme.matchAll(/<!-- bench:(\S+)/g)].map(([, kind]) => kind)).toEqual(['date'])
  expect(readme.match(/^\| --- /gm)).toHaveLength(1)
  const [, table = ''] = /<!-- peers -->\n(.*?)\n<!-- \/peers -->/s.exec(readme) ?? []
  expect(table.split('\n').slice(2)).toHaveLength(5)
})

describe('docs/parameters.md', async () => {
  const page = await readFile('docs/parameters.md', 'utf8')
  /** Queries in captions and tables, as a reader copies them. */
  const queries = [...page.matchAll(/<code>(.+?)<\/code>|^\| `([^`]+=[^`]+)` \|/gm)].map(
    ([, caption = '', cell]) => cell ?? caption.replaceAll('<wbr>', '').replaceAll('&amp;', '&'),
  )
  const wireOf = (query: string) => parseWire(`https://img.example.com/a.jpg?${query}`)
  const namesOf = ({ signed, free, token }: ReturnType<typeof wireOf>) => [
    ...Object.keys(parseOptions(new Map([...signed, ...free]))),
    ...(token === undefined ? [] : ['token']),
  ]
  const shown = Object.entries(EXAMPLES).flatMap(([group, { pictures }]) =>
    pictures.map(([target]) => ({ group, target, file: pictureFile(target) })),
  )
  const files = globSync('docs/parameters/*')

  it('documents every option', () => {
    for (const name of Object.keys(OPTIONS)) expect(page, 'run npm run docs').toContain(`| \`${name}\` |`)
  })

  it('has queries that the parser accepts', () => {
    expect(queries.length).toBeGreaterThan(Object.keys(OPTIONS).length)
    for (const query of queries) expect(() => parseIntent(wireOf(query)), query).not.toThrow()
  })

  it.each(Object.keys(OPTIONS).filter(isRowName))(
    'has an example of %s in the section of its group',
    (name) => {
      const section = SECTIONS[OPTIONS[name].group]?.() ?? ''
      const here = queries.filter((query) => section.replaceAll(/<wbr>|amp;/g, '').includes(query))
      expect(here.flatMap((query) => namesOf(wireOf(query)))).toContain(name)
    },
  )

  it('shows every picture of docs/parameters and no other', () => {
    const sources = [...page.matchAll(/<img src="([^"]+)" alt="[^"]+">/g)].map(
      ([, source]) => `docs/${source}`,
    )
    expect([...new Set(sources)].toSorted()).toEqual(files.toSorted())
    expect(sources).toEqual(shown.map(({ file }) => file))
  })

  it('has a separate picture for every target', () => {
    expect(new Set(shown.map(({ file }) => file)).size).toBe(new Set(shown.map(({ target }) => target)).size)
  })

  /**
   * Returns the file of a source. The page shows every source unchanged, except the bubbles, which
   * it shows as WebP.
   */
  const sourceFile = (name: string) => pictureFile(name === 'bubble.png' ? `${name}?format=webp` : name)

  /** Returns the size according to the plan, or the result's size if it depends on pixels. */
  async function expectedSize(target: string) {
    const [name = '', query = ''] = target.split('?')
    const source = await readFile(sourceFile(name))
    const intent = intentOf(query)
    if (intent.trim === undefined && intent.crop !== 'smart')
      return geometry({ ...(await sizeOf(source)), orientation: 1 }, intent).output
    const { body } = await transformed(source, intent)
    return sizeOf(body)
  }

  it.each([...new Set(shown.map(({ target }) => target))])(
    'has a picture of the planned size: %s',
    async (target) => {
      const size = await sizeOf(await readFile(pictureFile(target)))
      expect(size).toEqual(await expectedSize(target))
      expect(size.width).toBeLessThanOrEqual(GREATEST_WIDTH)
    },
  )

  it('has pictures of up to 12 KB each and 480 KB in total', () => {
    const sizes = files.map((file) => statSync(file).size)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12 * 1024)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(480 * 1024)
  })
})

import { describe, expect, test } from 'vitest'
import { matches, rows } from '../../../playground/page/controls/rows.ts'
import {
  needsSample,
  queryForOther,
  readQuery,
  textOf,
  thumbnailParameters,
} from '../../../playground/page/gallery/recipe-query.ts'
import { findRecipes, synonymsOf } from '../../../playground/page/gallery/search.ts'
import { findMistakes, formatTarget, parseTarget } from '../../../playground/page/target-text.ts'
import { RECIPES } from '../../../playground/recipes.ts'
import { SYNONYMS } from '../../../playground/synonyms.ts'
import { SAMPLE_NAMES } from '../../../samples/painted.ts'
import { parseOptions } from '../../../src/signing/url/parameters.ts'

const queryOf = (id: string) => RECIPES.find((recipe) => recipe.id === id)?.query ?? ''

describe('recipes', () => {
  test('have unique names and titles', () => {
    for (const column of ['id', 'title', 'description'] as const)
      expect(new Set(RECIPES.map((recipe) => recipe[column])).size).toBe(RECIPES.length)
    expect(RECIPES.map(({ id }) => id).filter((id) => !/^[a-z]+(?:-[a-z]+)*$/.test(id))).toEqual([])
  })

  test.each(RECIPES)('are described in one sentence: $id', ({ description }) => {
    expect(description).toMatch(/^[A-Z][^.]{10,}\.$/)
  })

  test.each(RECIPES)('use a sample and valid parameters in canonical spelling: $id', ({ sample, query }) => {
    expect(SAMPLE_NAMES).toContain(sample)
    const { error, parameters } = parseTarget(`/samples/${sample}?${query}`, 'http://127.0.0.1:8787')
    expect(error).toBeUndefined()
    expect([...findMistakes(parameters)]).toEqual([])
    expect(() => parseOptions(parameters)).not.toThrow()
    expect(formatTarget('/a.jpg', readQuery(query)).length).toBe(`/a.jpg?${query}`.length)
  })

  test('draw only samples', () => {
    const overlays = RECIPES.flatMap(({ query }) =>
      [...readQuery(query)].filter(([name]) => /^ol\d?url$/.test(name)).map(([, path]) => path),
    )
    expect(overlays.length).toBeGreaterThan(0)
    for (const path of overlays) expect(SAMPLE_NAMES.map((name) => `/samples/${name}`)).toContain(path)
  })
})

describe('thumbnails of recipes', () => {
  test.each(RECIPES)('are small pictures with valid parameters: $id', ({ query }) => {
    const given = thumbnailParameters(query)
    expect([...findMistakes(given)]).toEqual([])
    expect(Math.max(Number(given.get('width')), Number(given.get('height') ?? 0))).toBeLessThanOrEqual(320)
    expect(given.get('format')).toMatch(/^(?:webp|jpeg|png)$/)
    expect(given.has('output')).toBe(false)
  })

  test('shrink all lengths by the same factor', () => {
    const given = thumbnailParameters(
      'width=640&height=320&radius=32&extend=20,4,96,0&olpadding=10&olsize=0.1',
    )
    expect(Object.fromEntries(given)).toEqual({
      width: '320',
      height: '160',
      radius: '16',
      extend: '10,2,48,0',
      olpadding: '5',
      olsize: '0.1',
      format: 'webp',
    })
  })

  test('are not enlarged', () => {
    expect(thumbnailParameters(queryOf('blurred-placeholder')).get('width')).toBe('64')
  })
})

test.each([
  ['redaction', true],
  ['still-frame', true],
  ['banner', false],
  ['smart-crop', false],
])('the recipe %s needs its sample: %s', (id, needed) => {
  expect(needsSample(queryOf(id))).toBe(needed)
})

test('recipes for another picture have no file name, and name the text to replace', () => {
  expect(readQuery(queryOf('print')).has('download')).toBe(true)
  expect(queryForOther(queryOf('print')).has('download')).toBe(false)
  expect(queryForOther(queryOf('print')).get('width')).toBe('1772')
  expect(textOf(queryOf('hero'))).toBe('ol2text')
  expect(textOf(queryOf('polaroid'))).toBe('oltext')
  expect(textOf(queryOf('print'))).toBeUndefined()
})

describe('the search', () => {
  test.each([
    ['watermark', ['logo-watermark', 'repeated-watermark', 'proof'], ['olurl', 'oltext', 'olrepeat', 'mark']],
    ['logo', ['logo-watermark', 'social-card'], ['olurl']],
    ['thumbnail', ['thumbnail'], ['width', 'height']],
    ['crop face', ['smart-crop'], ['crop']],
    ['compress', ['small-avif'], ['quality', 'format', 'compression']],
    ['webp', ['animated-webp', 'transparent-webp'], ['format']],
    ['black and white', ['black-and-white'], ['grayscale']],
    ['privacy', ['redaction'], ['redact', 'metadata', 'pixelate']],
    ['srcset', ['responsive'], ['widths', 'dprs']],
    ['blurhash', ['thumbhash', 'blurred-placeholder'], ['output']],
    ['OG image', ['social-card'], []],
  ])('finds recipes and parameters for %j', (search, recipes, parameters) => {
    expect(findRecipes(search).map(({ id }) => id)).toEqual(expect.arrayContaining(recipes))
    const found = rows.filter((row) => matches(row, search)).map(({ name }) => name)
    expect(found).toEqual(expect.arrayContaining(parameters))
    expect(found.length).toBeLessThan(rows.length / 2)
  })

  test.each(['', ' ', 'a', 'no such words'])('finds no recipe for %j', (search) => {
    expect(findRecipes(search)).toEqual([])
  })

  test('has synonyms for parameters only, and the same for each layer', () => {
    const names: readonly string[] = rows.map(({ name }) => name)
    expect(Object.keys(SYNONYMS).filter((name) => !names.includes(name))).toEqual([])
    expect(synonymsOf('ol3url')).toBe(synonymsOf('olurl'))
    expect(synonymsOf('ol-name')).toBe('')
  })
})

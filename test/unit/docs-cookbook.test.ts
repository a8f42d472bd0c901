import { globSync, readFileSync, statSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { RECIPES } from '../../playground/recipes.ts'
import { COOKBOOK, cookbookRecipes } from '../documents/cookbook.ts'

const recipes = cookbookRecipes()

describe(COOKBOOK, () => {
  it.each(RECIPES)('has the recipe $id of the playground', ({ id, title, sample, query }) => {
    expect(recipes).toContainEqual({
      title,
      picture: `docs/cookbook/${id}.webp`,
      target: `/samples/${sample}?${query}`,
    })
  })

  it('has at least 25 recipes', () => {
    const headings = readFileSync(COOKBOOK, 'utf8').match(/^### /gm) ?? []
    expect(headings.length).toBeGreaterThanOrEqual(25)
  })

  it('shows each picture of docs/cookbook once', () => {
    expect(recipes.map(({ picture }) => picture).toSorted()).toEqual(globSync('docs/cookbook/*').toSorted())
  })

  it.each(recipes)('has a small picture of $title', async ({ picture }) => {
    const { width, height, pageHeight } = await sharp(picture, { animated: true }).metadata()
    expect(Math.max(width, pageHeight ?? height)).toBeLessThanOrEqual(320)
    expect(statSync(picture).size).toBeLessThanOrEqual(15 * 1024)
  })
})

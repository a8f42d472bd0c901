import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { RECIPES } from '../../playground/recipes.ts'
import { openPlayground, resultSize, screenshot, usable, useBrowser, violations } from './page.ts'

useBrowser()

const START = '#/samples/portrait.jpg?width=300&format=webp'

/** Returns the widths of the thumbnails that have loaded. */
const thumbnailWidths = (page: Page): Promise<number[]> =>
  page.evaluate<number[]>(
    "[...document.querySelectorAll('.recipes img')].map((image) => image.naturalWidth).filter((width) => width > 0)",
  )

const hash = (page: Page) => decodeURIComponent(new URL(page.url()).hash)

describe.runIf(usable)('the gallery of recipes', () => {
  test('requests nothing before it is opened, then small thumbnails', async () => {
    const { page, errors, close } = await openPlayground(START)
    const signed: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/sign')) signed.push(request.postData() ?? '')
    })
    await expect.poll(() => resultSize(page)).toBe('300x400')
    expect(signed.filter((body) => body.includes('radius='))).toEqual([])
    await page.getByRole('tab', { name: 'Recipes' }).click()
    await expect.poll(() => thumbnailWidths(page).then((widths) => widths.length)).toBeGreaterThan(4)
    expect(signed.filter((body) => body.includes('radius=')).length).toBeGreaterThan(0)
    expect(Math.max(...(await thumbnailWidths(page)))).toBeLessThanOrEqual(400)
    expect(await page.locator('.recipes > li').count()).toBe(RECIPES.length)
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'recipes')
    expect(errors).toEqual([])
    await close()
  })

  test('applies a recipe to its sample with one click, as one step of the history', async () => {
    const { page, errors, close } = await openPlayground(START)
    await expect.poll(() => resultSize(page)).toBe('300x400')
    await page.getByRole('tab', { name: 'Recipes' }).click()
    await page.getByRole('button', { name: 'Avatar' }).click()
    await expect.poll(() => resultSize(page)).toBe('192x192')
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('tab-result')
    const divider = page.getByRole('slider', { name: 'Divider between before and after' })
    await expect.poll(() => divider.getAttribute('aria-valuenow')).toBe('0')
    expect(await page.locator('.side-name').allTextContents()).toEqual(['after'])
    expect(hash(page)).toContain('/samples/landscape.jpg?crop=smart&width=192&height=192')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => hash(page)).toBe(START)
    await expect.poll(() => resultSize(page)).toBe('300x400')
    expect(errors).toEqual([])
    await close()
  })

  test('says why there are no thumbnails if the server refuses to sign them, and tries again', async () => {
    const { page, close } = await openPlayground(START)
    await expect.poll(() => resultSize(page)).toBe('300x400')
    await page.route('**/playground/sign', (route) =>
      route.fulfill({ status: 403, json: { status: 403, title: 'Refused', detail: 'the key is gone' } }),
    )
    await page.getByRole('tab', { name: 'Recipes' }).click()
    const note = page.locator('.gallery').getByRole('alert')
    const all = RECIPES.length
    await expect
      .poll(() => note.locator('p').textContent())
      .toBe(`${all} of ${all} recipes have no thumbnail. Signing failed: the key is gone.`)
    expect(await page.locator('.recipes .no-picture').count()).toBe(all)
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'recipes-refused')
    await page.unroute('**/playground/sign')
    await note.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => thumbnailWidths(page).then((widths) => widths.length)).toBeGreaterThan(0)
    expect(await note.count()).toBe(0)
    await close()
  })

  test('says that thumbnails did not load', async () => {
    const { page, close } = await openPlayground(START)
    await expect.poll(() => resultSize(page)).toBe('300x400')
    await page.route(/\/samples\/.*width=320/, (route) => route.abort())
    await page.getByRole('tab', { name: 'Recipes' }).click()
    const note = page.locator('.gallery').getByRole('alert')
    await expect.poll(() => note.textContent()).toMatch(/no thumbnail: their pictures did not load/)
    await close()
  })

  test('applies recipes to the current picture, except those that need their sample', async () => {
    const { page, errors, close } = await openPlayground('#/samples/pebbles.webp?width=300')
    await page.getByRole('tab', { name: 'Recipes' }).click()
    await page.getByRole('button', { name: 'the current picture' }).click()
    await page.getByRole('button', { name: 'Black and white' }).click()
    await expect.poll(() => hash(page)).toContain('/samples/pebbles.webp?width=900')
    await page.getByRole('tab', { name: 'Recipes' }).click()
    await expect
      .poll(() => page.locator('.recipes .badge').locator('..').allTextContents())
      .toEqual(['Redaction its sample', 'Still frame its sample'])
    await screenshot(page, 'recipes-current')
    await page.getByRole('button', { name: 'Redaction' }).click()
    await expect.poll(() => hash(page)).toContain('/samples/portrait.jpg?crop=')
    await expect.poll(() => resultSize(page)).toBe('640x480')
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('a recipe for the current picture', () => {
  test('shows the URL at the top of the page, and leads to the text', async () => {
    const { page, errors, close } = await openPlayground('#/samples/pebbles.webp?width=300')
    await page.getByRole('tab', { name: 'Recipes' }).click()
    await page.getByRole('button', { name: 'the current picture' }).click()
    await page.mouse.move(800, 500)
    await page.mouse.wheel(0, 100)
    await expect.poll(() => page.evaluate<number>('scrollY')).toBe(100)
    await page.getByRole('button', { name: 'Hero with gradient' }).click()
    await expect.poll(() => page.evaluate<string>('document.activeElement.id')).toBe('parameter-ol2text')
    expect(await page.evaluate<number>('scrollY')).toBe(0)
    await expect.poll(() => resultSize(page)).toBe('1600x700')
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'recipe-text')
    expect(errors).toEqual([])
    await close()
  })

  test('has no file name of the sample', async () => {
    const { page, close } = await openPlayground('#/samples/pebbles.webp?width=300')
    await page.getByRole('tab', { name: 'Recipes' }).click()
    await page.getByRole('button', { name: 'the current picture' }).click()
    await page.getByRole('button', { name: 'Print' }).click()
    await expect.poll(() => hash(page)).toContain('width=1772')
    expect(hash(page)).not.toContain('download')
    await close()
  })
})

describe.runIf(usable)('the search', () => {
  test.each([
    ['crop face', 'Smart crop', 'crop'],
    ['watermark', 'Logo watermark', 'olurl'],
  ])('finds a recipe and a parameter by other words: %s', async (words, recipe, parameter) => {
    const { page, errors, close } = await openPlayground(START)
    await expect.poll(() => resultSize(page)).toBe('300x400')
    await page.getByRole('searchbox').fill(words)
    await page.locator(`#parameter-${parameter}-name`).waitFor()
    expect(await page.locator('#parameter-gamma-name').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await page.locator('.found-recipes').getByRole('button', { name: recipe }).click()
    const { query = '' } = RECIPES.find(({ title }) => title === recipe) ?? {}
    await expect.poll(() => new URL(page.url()).hash).toContain(query.split('&')[0])
    await page.locator('.found-recipes [aria-current="true"]').waitFor()
    expect(errors).toEqual([])
    await close()
  })
})

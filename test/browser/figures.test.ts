import type { Page, Route } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { photograph, scene } from '../support/picture/scene.ts'
import { openPlayground, resultSize, screenshot, usable, useBrowser, violations } from './page.ts'
import { expectOwnFigures, figures, watchFigures } from './watch-figures.ts'

useBrowser()

const FIRST = '#/samples/landscape.jpg?width=600&format=webp'

const NONE = ['–', '–', '–']

async function open() {
  const opened = await openPlayground(FIRST, { bypassCSP: true })
  await expect.poll(() => resultSize(opened.page)).toBe('600x400')
  await watchFigures(opened.page)
  return opened
}

const go = (page: Page, target: string) => page.evaluate(`location.hash = ${JSON.stringify(target)}`)

/** Returns the id of a tab. */
const idOf = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).getAttribute('id')

/** Returns the problem text below a view. */
const alertBelow = (page: Page) => page.locator('.stage > [role="alert"]').textContent()

const state = (page: Page) => page.locator('.result').getAttribute('data-state')

/** Lets matching requests wait. A request that the page has cancelled meanwhile has no answer. */
async function delay(page: Page, matches: (route: Route) => boolean, ms: number): Promise<void> {
  await page.route('**/*', async (route) => {
    if (!matches(route)) return route.fallback()
    await new Promise((resolve) => setTimeout(resolve, ms))
    await route.continue().catch(() => undefined)
  })
}

const asks = (route: Route, text: string) =>
  route.request().url().includes(text) || (route.request().postData() ?? '').includes(text)

describe.runIf(usable)('the numbers of the playground belong to the picture beside them', () => {
  test('after an error, which has no numbers', async () => {
    const { page, errors, close } = await open()
    await go(page, '/samples/portrait.jpg?width=0')
    await expect.poll(() => state(page)).toBe('refused')
    expect(await figures(page)).toEqual(NONE)
    expect(await page.locator('.facts').textContent()).not.toMatch(/smaller|larger|KB/)
    expect(await page.getByRole('alert').allTextContents()).toEqual([
      expect.stringContaining('width must be a whole number from 1 to 10000'),
    ])
    await page.getByText('Behind: the last result').waitFor()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'refused')
    await go(page, '/samples/nothing.jpg?width=300')
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/no such image/i)
    expect(await figures(page)).toEqual(NONE)
    await page.getByRole('tab', { name: 'Source' }).click()
    await expect.poll(() => alertBelow(page)).toMatch(/no such image/i)
    expect(await figures(page)).toEqual(NONE)
    await page.getByRole('tab', { name: 'Formats' }).click()
    await expect.poll(() => alertBelow(page)).toMatch(/no such image/i)
    expect(await figures(page)).toEqual([])
    await page.getByRole('tab', { name: 'Result' }).click()
    await go(page, '/samples/portrait.jpg?width=300')
    await expect.poll(() => resultSize(page)).toBe('300x400')
    await expectOwnFigures(page, 2)
    expect(errors).toEqual([])
    await close()
  })

  test.each([
    ['Result', true],
    ['Source', true],
    ['Formats', false],
    ['Compare', false],
    ['Recipes', false],
  ])('and are only below views with the picture of the result: %s, %s', async (name, hasResult) => {
    const { page, errors, close } = await open()
    await page.getByRole('tab', { name, exact: true }).click()
    const panel = page.locator('.stage > .tab-panel')
    await expect.poll(() => panel.getAttribute('aria-labelledby')).toBe(await idOf(page, name))
    expect(await page.locator('.facts, .figures, .timing, .plan').count()).toBe(hasResult ? 4 : 0)
    if (hasResult) {
      await panel.locator('.canvas > img, .outcome-picture').first().waitFor()
      expect((await figures(page))[1]).toBe('600 × 400')
    }
    await page.getByRole('tab', { name: 'Result', exact: true }).click()
    await expectOwnFigures(page, 1)
    expect((await figures(page))[1]).toBe('600 × 400')
    expect(errors).toEqual([])
    await close()
  })

  test('if the sample changes while its picture loads', async () => {
    const { page, errors, close } = await open()
    await delay(page, (route) => asks(route, 'landscape.jpg?width=500'), 1500)
    await go(page, '/samples/landscape.jpg?width=500')
    await expect.poll(() => state(page)).toBe('loading')
    await page.waitForTimeout(400)
    await page.locator('.thumbnail', { hasText: 'portrait.jpg' }).click()
    await expect.poll(() => resultSize(page)).toBe('500x667')
    await page.waitForTimeout(1800)
    expect(await resultSize(page)).toBe('500x667')
    expect(await state(page)).toBe('shown')
    await expectOwnFigures(page, 2)
    expect(errors).toEqual([])
    await close()
  })

  test.each([
    ['signature', (route: Route) => route.request().url().endsWith('/playground/sign')],
    ['plan', (route: Route) => route.request().url().endsWith('/playground/plan')],
    ['picture', (route: Route) => route.request().method() === 'GET'],
  ])('if a slow %s would overtake a newer one', async (_, isKind) => {
    const { page, errors, close } = await open()
    await delay(page, (route) => isKind(route) && asks(route, 'width=300'), 1500)
    await go(page, '/samples/landscape.jpg?width=300')
    await page.waitForTimeout(400)
    await go(page, '/samples/portrait.jpg?width=450')
    await expect.poll(() => resultSize(page)).toBe('450x600')
    await page.waitForTimeout(1800)
    expect(await resultSize(page)).toBe('450x600')
    expect(await state(page)).toBe('shown')
    await expectOwnFigures(page, 2)
    expect(errors).toEqual([])
    await close()
  })

  test('while the next picture loads, and in a series of quick changes', async () => {
    const { page, errors, close } = await open()
    await delay(page, (route) => route.request().method() === 'GET' && asks(route, 'samples/portrait'), 300)
    for (const width of [300, 310, 320, 330, 340]) {
      await go(page, `/samples/portrait.jpg?width=${width}`)
      await page.waitForTimeout(width % 20 === 0 ? 250 : 60)
    }
    await go(page, '/samples/landscape.jpg?width=330')
    await page.waitForTimeout(200)
    await go(page, '/samples/portrait.jpg?width=360')
    await expect.poll(() => resultSize(page)).toBe('360x480')
    await expectOwnFigures(page, 2)
    expect(errors).toEqual([])
    await close()
  })

  test('and are dashes while the next result takes long', async () => {
    const { page, errors, close } = await open()
    await delay(page, (route) => route.request().method() === 'GET' && asks(route, 'width=310'), 2500)
    await go(page, '/samples/portrait.jpg?width=310')
    const shown = page.locator('.figures strong').first()
    await expect.poll(() => shown.isVisible()).toBe(false)
    expect(await state(page)).toBe('loading')
    await screenshot(page, 'loading')
    await expect.poll(() => resultSize(page)).toBe('310x413')
    await expect.poll(() => shown.isVisible()).toBe(true)
    expect(errors).toEqual([])
    await close()
  })

  test('and do not hide that an upload is damaged', async () => {
    const { page, errors, close } = await open()
    const bytes = await photograph(scene(1200, 800), 1)
    await page.getByRole('button', { name: 'Reset all' }).click()
    await page.setInputFiles('input[type=file]', {
      name: 'cut.jpg',
      mimeType: 'image/jpeg',
      buffer: bytes.subarray(0, bytes.length / 3),
    })
    await expect.poll(() => page.locator('.pictures [role="alert"]').textContent()).toMatch(/damaged/)
    await expect.poll(() => state(page)).toBe('shown')
    expect(await page.locator('.figures .good').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'damaged')
    await page.locator('.thumbnail', { hasText: 'portrait.jpg' }).click()
    await expect.poll(() => page.locator('.pictures [role="alert"]').count()).toBe(0)
    expect(errors).toEqual([])
    await close()
  })

  test('during an upload, after it, and after a cancelled one', async () => {
    const { page, errors, close } = await open()
    const bytes = await photograph(scene(1200, 800), 1)
    const file = { name: 'mine.jpg', mimeType: 'image/jpeg', buffer: bytes }
    await delay(page, (route) => asks(route, '/playground/upload'), 1500)
    const before = page.url()
    await page.setInputFiles('input[type=file]', file)
    await page.getByText('Uploading mine.jpg').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Upload' }).waitFor()
    await page.waitForTimeout(1800)
    expect(page.url()).toBe(before)
    expect(await resultSize(page)).toBe('600x400')
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.setInputFiles('input[type=file]', file)
    await page.getByText('Uploading mine.jpg').waitFor()
    expect((await figures(page))[1]).toBe('600 × 400')
    await expect.poll(() => page.url()).toContain('/uploads/')
    await expect.poll(() => state(page)).toBe('shown')
    expect(await page.locator('.figures .quiet').first().textContent()).toMatch(
      new RegExp(`of ${Math.round(bytes.length / 1000)} KB$`),
    )
    expect(errors).toEqual([])
    await close()
  })

  test('if the server stops to answer', async () => {
    const { page, close } = await open()
    await page.context().setOffline(true)
    await page.locator('.thumbnail', { hasText: 'portrait.jpg' }).click()
    await expect.poll(() => state(page)).toBe('refused')
    expect(await figures(page)).toEqual(NONE)
    expect(await page.getByRole('button', { name: 'Copy URL' }).isDisabled()).toBe(true)
    await page.context().setOffline(false)
    await page.goBack()
    await expect.poll(() => state(page)).toBe('shown')
    await expectOwnFigures(page, 1)
    await close()
  })
})

import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import {
  COLOR_RULES,
  openPlayground,
  picture,
  resultSize,
  screenshot,
  usable,
  useBrowser,
  violations,
} from './page.ts'

useBrowser()

const DESKTOP = { width: 1440, height: 900 }
const TABLET = { width: 768, height: 1024 }
const PHONE = { width: 360, height: 740 }

/** Maximum cumulative layout shift of the Web Vitals that counts as good is 0.1. */
const MAX_SHIFT = 0.02

/** Script that adds up the layout shifts outside the frame of the picture. */
const SHIFTS = `
  window.shift = 0
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, sources, value } of list.getEntries())
      if (!hadRecentInput && !sources.every(({ node }) => node?.parentElement?.closest('.frame'))) window.shift += value
  }).observe({ type: 'layout-shift', buffered: true })`

const shift = (page: Page) => page.evaluate<number>('shift')

async function open(options: BrowserContextOptions, hash = '') {
  const opened = await openPlayground(hash, options)
  await opened.page.evaluate(SHIFTS)
  await expect.poll(() => resultSize(opened.page)).not.toBe('')
  return opened
}

/** Returns `true` if an element is completely visible without scrolling. */
async function isInView(page: Page, element: Locator): Promise<boolean> {
  const box = await element.boundingBox()
  const view = page.viewportSize()
  return (
    box !== null &&
    view !== null &&
    box.width > 0 &&
    box.x >= 0 &&
    box.y >= 0 &&
    box.x + box.width <= view.width &&
    box.y + box.height <= view.height
  )
}

const sideways = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')

const firstScreen = (page: Page, name: string) => picture(page, `dist/browser/first-${name}.png`)

describe.runIf(usable).each([
  ['light', 'light'],
  ['dark', 'dark'],
] as const)('the first screen, %s', (name, colorScheme) => {
  const rules = colorScheme === 'dark' ? { only: COLOR_RULES } : {}

  test('at 1440 × 900 has the whole signed URL, the picture and its numbers', async () => {
    const { page, errors, close } = await open({ viewport: DESKTOP, colorScheme })
    const text = page.getByRole('region', { name: 'Text of the signed URL' })
    const copy = page.getByRole('button', { name: 'Copy URL' })
    for (const element of [text, copy, page.locator('.frame'), page.locator('.figures')])
      expect(await isInView(page, element)).toBe(true)
    expect(await text.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0)
    await copy.click()
    await expect
      .poll(() => page.evaluate<string>('navigator.clipboard.readText()'))
      .toBe(await text.textContent())
    await page.getByText('Copied', { exact: true }).waitFor()
    expect(await violations(page, rules)).toEqual([])
    await firstScreen(page, `1440-${name}`)
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    expect(await shift(page)).toBeLessThan(MAX_SHIFT)
    expect(errors).toEqual([])
    await close()
  })

  test('at 768 × 1024 has parameters and result together', async () => {
    const { page, errors, close } = await open({ viewport: TABLET, colorScheme })
    const parameters = page.getByLabel('width', { exact: true }).last()
    const results = [page.locator('.frame'), page.locator('.figures')]
    const copy = page.getByRole('button', { name: 'Copy URL' })
    for (const element of [parameters, copy, ...results]) expect(await isInView(page, element)).toBe(true)
    await page.getByLabel('quality', { exact: true }).last().scrollIntoViewIfNeeded()
    for (const element of results) expect(await isInView(page, element)).toBe(true)
    expect(await violations(page, rules)).toEqual([])
    await firstScreen(page, `768-${name}`)
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    expect(await shift(page)).toBeLessThan(MAX_SHIFT)
    expect(errors).toEqual([])
    await close()
  })

  test('at 360 × 740 has the URL and the picture, and nothing overflows', async () => {
    const { page, errors, close } = await open({ viewport: PHONE, hasTouch: true, colorScheme })
    for (const element of [page.getByRole('button', { name: 'Copy URL' }), page.locator('.frame')])
      expect(await isInView(page, element)).toBe(true)
    for (const tab of await page
      .getByRole('tablist', { name: 'Views of the picture' })
      .getByRole('tab')
      .all())
      expect(await isInView(page, tab), (await tab.textContent()) ?? '').toBe(true)
    expect(await violations(page, rules)).toEqual([])
    await firstScreen(page, `360-${name}`)
    await screenshot(page, `360-${name}`)
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    expect(await shift(page)).toBeLessThan(MAX_SHIFT)
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('a narrow page', () => {
  test('leads back from the parameters to the result', async () => {
    const { page, errors, close } = await open({ viewport: PHONE, hasTouch: true })
    const link = page.getByRole('button', { name: 'Show the result' })
    await page.getByLabel('quality', { exact: true }).last().focus()
    expect(await isInView(page, page.locator('.frame'))).toBe(false)
    expect(await isInView(page, link)).toBe(true)
    expect(await isInView(page, page.getByLabel('quality', { exact: true }).last())).toBe(true)
    await picture(page, 'dist/browser/360-mini-result.png')
    await link.click()
    await expect.poll(() => isInView(page, page.locator('.frame'))).toBe(true)
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('result')
    expect(errors).toEqual([])
    await close()
  })

  test('has a wide slider in the comparison', async () => {
    const { page, errors, close } = await open({ viewport: PHONE, hasTouch: true })
    await page.getByRole('tab', { name: 'Compare' }).click()
    const slider = page.getByLabel('Quality on the left')
    expect((await slider.boundingBox())?.width).toBeGreaterThan(120)
    await page.getByRole('button', { name: /^Used: left side/ }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await screenshot(page, '360-versus')
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('the page does not move', () => {
  test.each([
    ['another picture', '/samples/portrait.jpg?width=800&format=webp', '[data-state=shown] .canvas'],
    ['a refusal', '/samples/landscape.jpg?width=0', '[data-state=refused] .refusal'],
    ['a description', '/samples/landscape.jpg?output=json', '[data-state=shown] .description'],
  ])('for %s', async (_, target, selector) => {
    const { page, errors, close } = await open({ viewport: DESKTOP })
    const place = () => page.locator('.figures').boundingBox()
    const before = await place()
    await page.evaluate(`location.hash = ${JSON.stringify(target)}`)
    await page.waitForTimeout(300)
    await page.locator(`.result${selector}`).waitFor()
    expect((await place())?.y).toBe(before?.y)
    expect(await shift(page)).toBeLessThan(MAX_SHIFT)
    expect(errors).toEqual([])
    await close()
  })
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { listPages, routeOf } from '../../site/pages.ts'
import { COLOR_RULES, launchBrowser, picture, usable, violations } from '../browser/page.ts'
import { SCREENSHOTS } from './setup.ts'

const routes = [...listPages().map(routeOf), '/missing']
const WIDE = { width: 1280, height: 900 }
const NARROW = { width: 360, height: 800 }

/**
 * Rules that VitePress's search dialog violates: its results are links within options, and their
 * labels separate headings by `>` instead of the icon that is shown.
 */
const DIALOG = ['nested-interactive', 'label-content-name-mismatch']

/**
 * Pages of each kind, with all kinds of content: start page, error page, tables, code in many
 * languages, pictures and generated tables. `SITE_AXE=all` checks every page, which takes minutes.
 */
const OF_EACH_KIND = [
  '/',
  '/missing',
  '/docs/',
  '/docs/comparison',
  '/docs/cookbook',
  '/docs/faq',
  '/docs/parameters',
  '/docs/signing',
  '/docs/tutorial',
  '/docs/what-fits',
]
const isChecked = (route: string) => process.env['SITE_AXE'] === 'all' || OF_EACH_KIND.includes(route)

const PAINT = `new Promise((resolve) => new PerformanceObserver((list) => {
  const [entry] = list.getEntriesByName('first-contentful-paint')
  if (entry) resolve(entry.startTime)
}).observe({ type: 'paint', buffered: true }))`

let browser: Browser
const paints: number[] = []

/** Opens a site page, and collects script errors and requests to other hosts. */
async function open(route: string): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: WIDE, colorScheme: 'light' })
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('console', (message) => {
    // Chromium logs the status of a missing page.
    if (message.type() === 'error' && !/status of 404/.test(message.text())) errors.push(message.text())
  })
  await page.route('**/*', (request) => {
    const url = request.request().url()
    if (url.startsWith(`${inject('site')}/`) || url.startsWith('data:')) return request.continue()
    errors.push(`asks for ${url}`)
    return request.abort()
  })
  await page.goto(inject('site') + route, { waitUntil: 'load' })
  // The page of a missing address is drawn by its script.
  await page.locator('h1').first().waitFor()
  return { page, errors }
}

const scrolls = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

describe.runIf(usable)('pages of the site', () => {
  beforeAll(async () => {
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    const sorted = paints.toSorted((a, b) => a - b)
    const at = (share: number) => `${Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)} ms`
    console.log(`first paint of ${sorted.length} pages: median ${at(0.5)}, slowest ${at(1)}`)
  })

  test('each kind of page exists', () => {
    expect(routes).toEqual(expect.arrayContaining(OF_EACH_KIND))
  })

  test.each(routes.filter(isChecked))('%s has no axe violation, light and dark', async (route) => {
    const { page, errors } = await open(route)
    expect(await violations(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForFunction("document.documentElement.classList.contains('dark')")
    expect(await violations(page, { only: COLOR_RULES })).toEqual([])
    expect(errors).toEqual([])
    await page.close()
  })

  test.each(routes)('%s asks no other host, has no error and fits 360 pixels', async (route) => {
    const { page, errors } = await open(route)
    paints.push(await page.evaluate<number>(PAINT))
    await page.setViewportSize(NARROW)
    expect(await scrolls(page), 'pixels to scroll sideways').toBeLessThanOrEqual(0)
    expect(errors).toEqual([])
    await page.close()
  })

  test('the search finds a page without a network', async () => {
    const { page, errors } = await open('/docs/')
    await page.keyboard.press('Control+k')
    await page.locator('.search-input').fill('watermark')
    await page.getByRole('option').first().waitFor()
    expect(await page.getByRole('option').first().textContent()).toMatch(/watermark/i)
    expect(await violations(page, { without: DIALOG })).toEqual([])
    await picture(page, `${SCREENSHOTS}/search.png`)
    await page.keyboard.press('Enter')
    await page.waitForURL(({ pathname }) => pathname !== '/docs/')
    await page.locator('main', { hasText: /watermark/i }).waitFor()
    expect(errors).toEqual([])
    await page.close()
  })

  test.each(['/', '/docs/parameters', '/docs/what-fits'])('%s, pictured', async (route) => {
    const { page } = await open(route)
    for (const colorScheme of ['light', 'dark'] as const)
      for (const viewport of [WIDE, NARROW]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize(viewport)
        await page.waitForTimeout(300)
        const rules = colorScheme === 'dark' ? { only: COLOR_RULES } : {}
        if (viewport === NARROW) expect(await violations(page, rules)).toEqual([])
        const name = `${route.replaceAll('/', '-').slice(1) || 'home'}-${colorScheme}-${viewport.width}`
        await picture(page, `${SCREENSHOTS}/${name}.png`)
      }
    await page.close()
  })
})

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { gate } from './gate.ts'
import { openPlayground, resultSize, screenshot, usable, useBrowser, violations } from './page.ts'

useBrowser()

const rows = (page: Page, state: string) => page.locator(`tr[data-state="${state}"]`)

/** Collects the targets that the page measures. */
function collectTargets(page: Page): readonly string[] {
  const targets: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/measure')) targets.push(request.postDataJSON().target)
  })
  return targets
}

describe.runIf(usable)('the comparison of formats', () => {
  test('starts by itself, and again for another picture', async () => {
    const { page, errors, close } = await openPlayground('#/samples/portrait.jpg?width=90&format=webp')
    const targets = collectTargets(page)
    await expect.poll(() => resultSize(page)).toBe('90x120')
    await page.waitForTimeout(500)
    expect(targets).toEqual([])
    await page.getByRole('tab', { name: 'Formats' }).click()
    await page.getByText('Made without cache.').waitFor()
    expect(await rows(page, 'done').count()).toBe(targets.length)
    expect(targets[0]).toBe('/samples/portrait.jpg?width=90&format=png')
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'formats')
    const before = targets.length
    await page
      .getByRole('button', { name: /^use jpeg/ })
      .first()
      .click()
    await expect.poll(() => page.url()).toContain('format=jpeg')
    await page.waitForTimeout(800)
    expect(targets.length).toBe(before)
    await page.evaluate("location.hash = '/samples/portrait.jpg?width=60&format=webp'")
    await expect.poll(() => targets.at(before)).toBe('/samples/portrait.jpg?width=60&format=png')
    await page.getByText('Made without cache.').waitFor()
    expect(errors).toEqual([])
    await close()
  })

  test('stays cancelled until the view is opened again', async () => {
    const { page, errors, close } = await openPlayground('#/samples/portrait.jpg?width=90&format=webp')
    const targets = collectTargets(page)
    let left = 3
    const { held, release } = gate()
    await page.route('**/measure', async (route) => {
      if (--left < 0) await held
      await route.continue().catch(() => undefined)
    })
    await page.getByRole('tab', { name: 'Formats' }).click()
    await expect.poll(() => rows(page, 'done').count()).toBe(3)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText(/^Cancelled after 3 of \d+$/).waitFor()
    release()
    await page.getByLabel('quality', { exact: true }).first().fill('30')
    await page.waitForTimeout(1000)
    expect(targets).toHaveLength(4)
    await page.getByRole('tab', { name: 'Result', exact: true }).click()
    await page.getByRole('tab', { name: 'Formats' }).click()
    await page.getByText('Made without cache.').waitFor()
    expect(errors).toEqual([])
    await close()
  })

  test('does not start for a refused target', async () => {
    const { page, close } = await openPlayground('#/samples/portrait.jpg?width=0')
    const targets = collectTargets(page)
    await page.getByRole('alert').first().waitFor()
    await page.getByRole('tab', { name: 'Formats' }).click()
    await page.waitForTimeout(1000)
    expect(targets).toEqual([])
    await page.evaluate("location.hash = '/samples/portrait.jpg?width=60'")
    await expect.poll(() => targets.length).toBeGreaterThan(0)
    await close()
  })

  test('offers only rows with a result', async () => {
    const { page, errors, close } = await openPlayground('#/samples/portrait.jpg?width=120&format=auto')
    let left = 2
    const { held, release } = gate()
    await page.route('**/measure', async (route) => {
      if (--left < 0) await held
      await route.continue()
    })
    await page.getByRole('tab', { name: 'Formats' }).click()
    await expect.poll(() => page.locator('tr[data-state="done"]').count()).toBe(2)
    expect(await page.locator('tr[data-state="done"] button:enabled').count()).toBe(2)
    expect(
      await page.locator('tr:is([data-state="waiting"], [data-state="running"]) button').count(),
    ).toBeGreaterThan(4)
    expect(
      await page.locator('tr:is([data-state="waiting"], [data-state="running"]) button:enabled').count(),
    ).toBe(0)
    release()
    await expect.poll(() => page.locator('tr[data-state="done"]').count()).toBeGreaterThan(4)
    expect(errors).toEqual([])
    await close()
  })
})

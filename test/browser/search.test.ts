import { describe, expect, test } from 'vitest'
import { openPlayground, resultSize, screenshot, usable, useBrowser, violations } from './page.ts'

useBrowser()

describe.runIf(usable)('the search for a quality', () => {
  test('shows the quality, the encodes and the bytes against max_bytes', async () => {
    const { page, errors, close } = await openPlayground(
      '#/samples/landscape.jpg?width=600&format=webp&max_bytes=20000',
      { bypassCSP: true },
    )
    await expect.poll(() => resultSize(page)).toBe('600x400')
    const result = page.locator('.search-result')
    await expect.poll(() => result.textContent()).toMatch(/Search: quality \d+ after \d encodes?/)
    expect(await result.textContent()).toMatch(/\d KB of 20 KB allowed \(\d+ %\)/)
    const meter = result.getByRole('meter')
    const [value, max] = await Promise.all([meter.getAttribute('value'), meter.getAttribute('max')])
    expect(Number(value)).toBeLessThanOrEqual(20_000)
    expect(max).toBe('20000')
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'search')
    expect(errors).toEqual([])
    await close()
  })

  test('is not shown without a goal, and without a limit it has no meter', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=300&format=webp')
    await expect.poll(() => resultSize(page)).toBe('300x200')
    expect(await page.locator('.search-result').count()).toBe(0)
    await page.evaluate("location.hash = '#/samples/landscape.jpg?width=300&format=webp&autoquality=0.9'")
    await expect.poll(() => page.locator('.search-result').textContent()).toMatch(/quality \d+ after \d/)
    expect(await page.locator('.search-result').getByRole('meter').count()).toBe(0)
    expect(errors).toEqual([])
    await close()
  })

  test('can be controlled by fields, and tells if nothing fits', async () => {
    const { page, close } = await openPlayground(
      '#/samples/landscape.jpg?width=600&format=jpeg&max_bytes=15000',
    )
    await expect.poll(() => page.locator('.search-result').textContent()).toContain('of 15 KB allowed')
    await page.getByLabel('max_bytes', { exact: true }).first().fill('200')
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toMatch(/at the lowest quality the image takes/)
    expect(await page.locator('.search-result').count()).toBe(0)
    await close()
  })
})

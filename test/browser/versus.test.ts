import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { formatBytes } from '../../playground/page/stage/numbers.ts'
import { DEFAULT_QUALITY } from '../../src/engine/options/default-quality.ts'
import { gate } from './gate.ts'
import { openPlayground, resultSize, screenshot, usable, useBrowser, violations } from './page.ts'

useBrowser()

const { webp: WEBP, avif: AVIF } = DEFAULT_QUALITY

const START = `#/samples/portrait.jpg?width=300&format=webp&quality=${WEBP}`

/** Opens the comparison and waits for both pictures and their SSIM. */
async function compare(page: Page): Promise<void> {
  await expect.poll(() => resultSize(page)).toBe('300x400')
  await page.getByRole('tab', { name: 'Compare' }).click()
  await settled(page)
}

async function settled(page: Page): Promise<void> {
  await expect.poll(() => numbersOf(page, 'left')).toMatchObject({ SSIM: expect.stringMatching(/^[01]\./) })
  await expect.poll(() => numbersOf(page, 'right')).toMatchObject({ SSIM: expect.stringMatching(/^[01]\./) })
}

/** Returns the numbers of a side by their names. */
async function numbersOf(page: Page, name: 'left' | 'right'): Promise<Record<string, string>> {
  const rows = page.getByRole('group', { name: `${name} side` }).locator('.side-numbers > div')
  const [names, texts] = await Promise.all(['dt', 'dd'].map((tag) => rows.locator(tag).allTextContents()))
  return Object.fromEntries((names ?? []).map((each, at) => [each, texts?.[at] ?? '']))
}

/** Returns the target of the file that a pane shows. */
const shownIn = async (page: Page, at: number): Promise<string> =>
  (await page.locator('.pane').nth(at).locator('img').getAttribute('data-target')) ?? ''

/** Collects the size in bytes of each measured file by its target. */
async function collectSizes(page: Page): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  await page.route('**/measure', async (route) => {
    const response = await route.fetch()
    const body = await response.body()
    sizes.set(route.request().postDataJSON().target, body.length)
    await route.fulfill({ response, body })
  })
  return sizes
}

/** Checks that a side's bytes equal the file that its pane shows. */
async function expectBytes(page: Page, at: 0 | 1, sizes: ReadonlyMap<string, number>) {
  const { Bytes } = await numbersOf(page, at === 0 ? 'left' : 'right')
  expect(Bytes).toBe(formatBytes(sizes.get(await shownIn(page, at)) ?? 0))
}

/** Returns the scroll position of a pane. */
const scrollOf = (page: Page, at: number): Promise<number[]> =>
  page.evaluate(`(() => {
    const { scrollLeft, scrollTop } = document.querySelectorAll('.pane .scroller')[${at}]
    return [Math.round(scrollLeft), Math.round(scrollTop)]
  })()`)

describe.runIf(usable)('the comparison of two encodings', () => {
  test('requests nothing before it is opened, then both files and the reference', async () => {
    const { page, errors, close } = await openPlayground(START)
    const sizes = await collectSizes(page)
    await expect.poll(() => resultSize(page)).toBe('300x400')
    await page.waitForTimeout(500)
    expect([...sizes.keys()]).toEqual([])
    await compare(page)
    expect([...sizes.keys()].sort()).toEqual([
      `/samples/portrait.jpg?width=300&format=avif&quality=${AVIF}`,
      '/samples/portrait.jpg?width=300&format=png',
      `/samples/portrait.jpg?width=300&format=webp&quality=${WEBP}`,
    ])
    await expectBytes(page, 0, sizes)
    await expectBytes(page, 1, sizes)
    for (const name of ['left', 'right'] as const) {
      const { SSIM } = await numbersOf(page, name)
      expect(Number(SSIM)).toBeGreaterThan(0.8)
      expect(Number(SSIM)).toBeLessThan(1)
    }
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'versus')
    expect(errors).toEqual([])
    await close()
  })

  test('opens fitted, whatever the zoom of the result', async () => {
    const { page, errors, close } = await openPlayground('#/samples/portrait.jpg?width=900&format=webp')
    await expect.poll(() => resultSize(page)).toBe('900x1200')
    await page.getByLabel('Zoom', { exact: true }).last().selectOption('2')
    await page.getByRole('tab', { name: 'Compare' }).click()
    await settled(page)
    expect(await page.getByLabel('Zoom', { exact: true }).last().inputValue()).toBe('fit')
    for (const pane of await page.locator('.pane .scroller').all()) {
      const [room, picture] = await Promise.all([pane.boundingBox(), pane.locator('img').boundingBox()])
      if (!room || !picture) throw new Error('there is no picture')
      expect(picture.height).toBeLessThanOrEqual(room.height)
      expect(picture.width).toBeLessThanOrEqual(room.width)
      expect(picture.y + picture.height).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0)
    }
    await page.getByRole('tab', { name: 'Result', exact: true }).click()
    expect(await page.getByLabel('Zoom', { exact: true }).last().inputValue()).toBe('2')
    expect(errors).toEqual([])
    await close()
  })

  test('says why an AVIF may not be smaller', async () => {
    const { page, errors, close } = await openPlayground('#/samples/portrait.jpg?width=800&format=webp')
    await expect.poll(() => resultSize(page)).toBe('800x1067')
    await page.getByRole('tab', { name: 'Compare' }).click()
    const note = page.locator('p', { hasText: 'Why can AVIF lose?' })
    await expect.poll(() => note.textContent()).toMatch(/as many bytes as a WebP.*800 × 1067: speed 9\.$/)
    await page.evaluate("location.hash = '/samples/landscape.jpg?width=800&format=webp'")
    await expect.poll(() => note.textContent()).toMatch(/800 × 533: speed 8\.$/)
    await page.getByLabel('Format on the right').selectOption('jpeg')
    await expect.poll(() => note.count()).toBe(0)
    expect(errors).toEqual([])
    await close()
  })

  test('shows no numbers of the old picture while a side loads', async () => {
    const { page, errors, close } = await openPlayground(START)
    const sizes = await collectSizes(page)
    await compare(page)
    const { held, release } = gate()
    await page.route('**/measure', async (route) => {
      await held
      await route.fallback()
    })
    await page.getByLabel('Format on the right').selectOption('jpeg')
    await page.getByLabel('Quality on the right').fill('5')
    const pane = page.locator('.pane').nth(1)
    await expect.poll(() => pane.getAttribute('aria-busy')).toBe('true')
    await page.waitForTimeout(500)
    expect(Object.values(await numbersOf(page, 'right'))).toEqual(['–', '–', '–', '–'])
    expect((await numbersOf(page, 'left'))['Difference']).toBe('–')
    const use = page.getByRole('button', { name: 'Use: right side' })
    expect(await use.getAttribute('aria-disabled')).toBe('true')
    release()
    await settled(page)
    expect(await shownIn(page, 1)).toBe('/samples/portrait.jpg?width=300&format=jpeg&quality=5')
    await expectBytes(page, 1, sizes)
    expect(errors).toEqual([])
    await close()
  })

  test('pans and zooms both pictures by keys, and moves the divider', async () => {
    const { page, errors, close } = await openPlayground(START)
    await compare(page)
    const left = page.getByRole('region', { name: `Left, WebP ${WEBP}` })
    await left.focus()
    for (const key of ['+', '+', '+', 'ArrowRight', 'ArrowDown', 'ArrowDown']) await left.press(key)
    await expect.poll(() => scrollOf(page, 0)).not.toEqual([0, 0])
    await expect.poll(async () => String(await scrollOf(page, 1))).toBe(String(await scrollOf(page, 0)))
    const before = await scrollOf(page, 0)
    await page.getByRole('region', { name: `Right, AVIF ${AVIF}` }).press('ArrowRight')
    await expect.poll(async () => (await scrollOf(page, 0))[0]).toBeGreaterThan(before[0] ?? 0)
    await page.getByRole('button', { name: 'slider', exact: true }).click()
    const divider = page.getByRole('slider', { name: 'Divider between left and right' })
    const at = Number(await divider.getAttribute('aria-valuenow'))
    await divider.press('ArrowRight')
    expect(Number(await divider.getAttribute('aria-valuenow'))).toBe(at + 1)
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'versus-slider')
    expect(errors).toEqual([])
    await close()
  })

  test('compares with the original and with lossless files, and applies a side', async () => {
    const { page, errors, close } = await openPlayground(START)
    await compare(page)
    await page.getByLabel('Format on the left').selectOption('original')
    await expect.poll(async () => (await numbersOf(page, 'left'))['SSIM']).toBe('none: 1200 × 1600')
    expect(await shownIn(page, 0)).toBe('/samples/portrait.jpg?original=1')
    await page.getByLabel('Format on the left').selectOption('webp-lossless')
    await settled(page)
    expect((await numbersOf(page, 'left'))['SSIM']).toBe('1.0000')
    await page.getByRole('button', { name: 'Use: left side' }).click()
    await expect.poll(() => page.url()).toContain('width=300&format=webp&lossless=1')
    await page.getByRole('button', { name: 'Used: left side' }).waitFor()
    expect(errors).toEqual([])
    await close()
  })

  test('starts from the current settings until the user chooses a side', async () => {
    const { page, errors, close } = await openPlayground(START)
    await expect.poll(() => resultSize(page)).toBe('300x400')
    await page.getByLabel('quality', { exact: true }).first().fill('20')
    await expect.poll(() => page.url()).toContain('quality=20')
    await page.getByRole('tab', { name: 'Compare' }).click()
    await settled(page)
    await page.getByRole('button', { name: 'Used: left side, WebP 20' }).waitFor()
    expect(await shownIn(page, 0)).toContain('format=webp&quality=20')
    await page.getByRole('button', { name: `Use: right side, AVIF ${AVIF}` }).click()
    await expect.poll(() => page.url()).toMatch(/width=300&format=avif$/)
    await page.getByRole('button', { name: `Used: right side, AVIF ${AVIF}` }).waitFor()
    await page.getByRole('button', { name: 'Use: left side, WebP 20' }).waitFor()
    await page.getByLabel('Quality of the left side').fill('33')
    await page.getByRole('button', { name: 'Use: left side, WebP 33' }).waitFor()
    await page.getByRole('tab', { name: 'Result', exact: true }).click()
    await page.getByLabel('quality', { exact: true }).first().fill('41')
    await page.getByRole('tab', { name: 'Compare' }).click()
    await page.getByRole('button', { name: 'Used: left side, AVIF 41' }).waitFor()
    expect(errors).toEqual([])
    await close()
  })

  test('compares animations without formats that have no frames', async () => {
    const { page, errors, close } = await openPlayground(
      '#/samples/windmill.gif?width=120&animate=1&format=webp',
    )
    await expect.poll(() => resultSize(page)).toBe('120x80')
    await page.getByRole('tab', { name: 'Compare' }).click()
    await expect.poll(async () => (await numbersOf(page, 'right'))['Difference']).toMatch(/smaller$/)
    expect(await page.locator('.side-bar').getByRole('alert').count()).toBe(0)
    expect((await numbersOf(page, 'left'))['SSIM']).toBe('–')
    const disabled = page.getByLabel('Format on the right').locator('option:disabled')
    expect(await disabled.allTextContents()).toEqual([
      'PNG, lossless',
      'JPEG XL, lossless',
      'JPEG',
      'AVIF',
      'JPEG XL',
    ])
    await page.getByLabel('Format on the right').selectOption('original')
    await page.getByText(/^Original 480 × 320, shown at 25 %$/).waitFor()
    await expect.poll(async () => (await numbersOf(page, 'left'))['Difference']).toMatch(/smaller$/)
    await screenshot(page, 'versus-animation')
    expect(errors).toEqual([])
    await close()
  })

  test('does not compare the bytes of one frame with those of animations', async () => {
    const { page, errors, close } = await openPlayground('#/samples/windmill.gif?width=600&format=webp')
    await expect.poll(() => resultSize(page)).toBe('600x400')
    expect(await page.locator('.figures').textContent()).not.toContain('%')
    expect(await page.locator('.figures').textContent()).toMatch(/first frame only.*enlarged/)
    expect(await page.locator('.figures .good').count()).toBe(0)
    await screenshot(page, 'result-one-frame')
    await page.getByRole('tab', { name: 'Compare' }).click()
    await page.getByLabel('Format on the right').selectOption('original')
    await expect.poll(async () => (await numbersOf(page, 'left'))['Difference']).toBe('first frame only')
    expect((await numbersOf(page, 'right'))['Difference']).toBe('all frames')
    expect(errors).toEqual([])
    await close()
  })

  test('reports a refusal beside the side that it belongs to, and tries again', async () => {
    const { page, close } = await openPlayground(START)
    await page.route('**/measure', async (route) => {
      const { target } = route.request().postDataJSON()
      if (target.includes('avif')) await route.abort()
      else await route.continue()
    })
    await expect.poll(() => resultSize(page)).toBe('300x400')
    await page.getByRole('tab', { name: 'Compare' }).click()
    const right = page.getByRole('group', { name: 'right side' })
    await right.getByRole('alert').waitFor()
    expect(await right.locator('.side-numbers').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await page.unroute('**/measure')
    await right.getByRole('button', { name: 'Try again' }).click()
    await settled(page)
    await close()
  })
})

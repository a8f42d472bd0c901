import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import {
  drag,
  openPlayground,
  picture,
  resultSize,
  screenshot,
  usable,
  useBrowser,
  violations,
} from './page.ts'

useBrowser()

const query = (page: Page) => expect.poll(() => new URL(page.url()).hash.split('?')[1] ?? '')
const size = (page: Page) => expect.poll(() => resultSize(page))

async function download(page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const started = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download' }).click()
  const file = await started
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
}

describe.runIf(usable)('Download', () => {
  test('saves the result with the extension of its format', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=300&format=webp')
    await size(page).toBe('300x200')
    const { name, bytes } = await download(page)
    expect(name).toBe('landscape.webp')
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 300, height: 200 })
    expect(errors).toEqual([])
    await close()
  })

  test('saves an animation with all frames', async () => {
    const { page, errors, close } = await openPlayground('#/samples/windmill.gif?width=120&animate=1')
    await size(page).not.toBe('')
    const { name, bytes } = await download(page)
    expect(name).toBe('windmill.webp')
    expect((await sharp(bytes).metadata()).pages).toBeGreaterThan(1)
    expect(errors).toEqual([])
    await close()
  })

  test('saves a description as JSON', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?output=json')
    await page.getByRole('region', { name: 'Description of the source' }).waitFor()
    const { name, bytes } = await download(page)
    expect(name).toBe('landscape.json')
    expect(JSON.parse(bytes.toString())).toMatchObject({ width: 1800, height: 1200 })
    expect(errors).toEqual([])
    await close()
  })

  test('has no file while the target is refused', async () => {
    const { page, close } = await openPlayground('#/samples/landscape.jpg?width=0')
    await page.getByRole('alert').first().waitFor()
    expect(await page.getByRole('link', { name: 'Download' }).count()).toBe(0)
    await close()
  })
})

describe.runIf(usable)('the ratio lock', () => {
  test('keeps width and height in proportion', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=800')
    const lock = page.getByRole('button', { name: 'Lock ratio' })
    expect(await lock.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('height', { exact: true }).last().fill('600')
    await page.getByText('4 : 3', { exact: true }).waitFor()
    await lock.click()
    expect(await lock.getAttribute('aria-pressed')).toBe('true')
    await page.getByLabel('width', { exact: true }).last().fill('400')
    await query(page).toBe('width=400&height=300')
    await page.getByLabel('height slider').fill('450')
    await query(page).toBe('width=600&height=450')
    await size(page).toBe('600x450')
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'ratio-lock')
    await page.getByRole('button', { name: 'Unset height' }).click()
    await page.getByLabel('width', { exact: true }).last().fill('500')
    await query(page).toBe('width=500')
    expect(await lock.getAttribute('aria-pressed')).toBe('false')
    expect(errors).toEqual([])
    await close()
  })

  test('keeps the proportions of a crop', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?crop=800,400,100,100')
    await page.getByRole('tab', { name: 'Source' }).click()
    await page.getByLabel('Lock ratio').check()
    expect(await page.getByRole('slider', { name: /^Crop: / }).count()).toBe(5)
    await page.getByRole('slider', { name: 'Crop: bottom right' }).press('Shift+ArrowRight')
    await query(page).toBe('crop=810,405,100,100')
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('an animated source', () => {
  test('says that its first frame is shown, and plays with one click', async () => {
    const { page, errors, close } = await openPlayground('#/samples/windmill.gif?width=200')
    const play = page.getByRole('switch', { name: /^First (?:of \d+ frames|frame only): play all$/ })
    await play.waitFor()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'first-frame')
    await play.click()
    await query(page).toBe('width=200&animate=1')
    await page.getByRole('switch', { name: /^All \d+ frames$/ }).click()
    await query(page).toBe('width=200')
    await page.evaluate("location.hash = '/samples/windmill.gif?width=200&format=jpeg'")
    await page.getByRole('switch', { name: /play all as WebP$/ }).click()
    await query(page).toBe('width=200&format=webp&animate=1')
    await page.evaluate("location.hash = '/samples/windmill.gif?width=0'")
    await page.getByRole('alert').first().waitFor()
    expect(await page.getByRole('switch', { name: /frames/ }).count()).toBe(0)
    await page.evaluate("location.hash = '/samples/landscape.jpg?width=200'")
    await size(page).toBe('200x133')
    expect(await page.getByRole('switch', { name: /frames/ }).count()).toBe(0)
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('a crop that needs width and height', () => {
  test.each([
    ['Focal point', async (page: Page) => drag(page, page.locator('.drawing'), [0.6, 0.5], [0.7, 0.3])],
    ['Smart crop', async (page: Page) => page.getByRole('button', { name: 'Use smart crop' }).click()],
  ])('adds no parameter that the user has not chosen: %s', async (mode, use) => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=400')
    await page.getByRole('tab', { name: 'Source' }).click()
    await page.getByRole('button', { name: mode }).click()
    const hint = page.getByText('This crop needs width and height')
    const [above, picture] = await Promise.all([hint.boundingBox(), page.locator('.surface').boundingBox()])
    expect(above?.y).toBeLessThan(picture?.y ?? 0)
    await query(page).toBe('width=400')
    expect(await violations(page)).toEqual([])
    await screenshot(page, `shapes-${mode.toLowerCase().replace(' ', '-')}`)
    await page.getByRole('button', { name: '4 : 3 400 × 300' }).click()
    await query(page).toBe('width=400&height=300')
    await use(page)
    await query(page).toMatch(/^crop=(?:smart|fp,0\.(?:69\d|7\d*),0\.(?:29\d|3\d*))&width=400&height=300$/)
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('a crop', () => {
  test('says what it replaces, and that another picture removes it', async () => {
    const { page, errors, close } = await openPlayground(
      '#/samples/landscape.jpg?crop=smart&width=300&height=300',
    )
    await page.getByRole('tab', { name: 'Source' }).click()
    await page.getByText('The server keeps the most interesting part.').waitFor()
    await page.getByRole('button', { name: 'Focal point' }).click()
    await page.getByText('Click or drag to the focal point. It replaces the smart crop.').waitFor()
    await page.getByRole('button', { name: 'Crop', exact: true }).click()
    await page.getByText('Drag a rectangle to keep. It replaces the smart crop.').waitFor()
    await page.locator('.thumbnail', { hasText: 'portrait.jpg' }).click()
    await page.getByText('Removed with the previous picture: crop. Undo brings both back.').waitFor()
    await expect.poll(() => page.locator('.facts').getAttribute('data-state')).toBe('shown')
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'removed-crop')
    await page.getByRole('button', { name: 'Undo' }).click()
    await query(page).toContain('crop=smart')
    expect(await page.getByText('Removed with the previous picture').count()).toBe(0)
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('the skip link', () => {
  test.each([
    ['wide', { width: 1440, height: 900 }],
    ['narrow', { width: 360, height: 740 }],
  ])('is the first stop of the Tab key and moves the focus to the result: %s', async (name, viewport) => {
    const { page, errors, close } = await openPlayground('', { viewport })
    await size(page).toBe('800x533')
    const before = page.url()
    await page.keyboard.press('Tab')
    const link = page.getByRole('link', { name: 'Skip to the result' })
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the result')
    expect((await link.boundingBox())?.y).toBeGreaterThanOrEqual(0)
    expect(await violations(page)).toEqual([])
    await picture(page, `dist/browser/skip-link-${name}.png`)
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('result')
    expect(page.url()).toBe(before)
    expect((await link.boundingBox())?.y).toBeLessThan(0)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Result')
    expect(errors).toEqual([])
    await close()
  })
})

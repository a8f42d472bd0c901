import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, inject, test } from 'vitest'
import { photograph, scene } from '../support/picture/scene.ts'
import { openPlayground, resultSize, screenshot, usable, useBrowser } from './page.ts'

useBrowser()

/** Maximum page size without pictures, in bytes after gzip. */
const MAX_BYTES = 70 * 1024

/** Script that returns the time at which the answer with the first picture ended. */
const FIRST_PICTURE = `Math.max(...performance.getEntriesByType('resource')
  .filter(({ name, initiatorType }) => initiatorType === 'fetch' && name.includes('width=800&format=webp'))
  .map(({ responseEnd }) => responseEnd))`

/** Screenshot that shows each page part's purpose. */
const PICTURED =
  '#/samples/landscape.jpg?width=1200&saturation=1.5&olurl=/samples/stamp.svg&olalign=topright&olscale=16&format=webp'

describe.runIf(usable)('the playground', () => {
  test('shows the first picture without requests to other hosts, and prints its time', async () => {
    const { page, errors, close } = await openPlayground()
    await expect.poll(() => resultSize(page)).toBe('800x533')
    const ms = await page.evaluate<number>(FIRST_PICTURE)
    console.log(`first picture ${ms.toFixed(0)} ms after the address (asked: 1000)`)
    await screenshot(page, 'light')
    expect(errors).toEqual([])
    await close()
  })

  test('stays within its budget of bytes', async () => {
    const response = await fetch(`${inject('playground')}/`)
    const bytes = gzipSync(await response.text(), { level: 9 }).length
    console.log(`page: ${bytes} bytes gzipped`)
    expect(bytes).toBeLessThanOrEqual(MAX_BYTES)
  })

  test('renders a changed parameter and undoes the change', async () => {
    const { page, errors, close } = await openPlayground()
    await expect.poll(() => resultSize(page)).toBe('800x533')
    await page.getByLabel('width', { exact: true }).last().fill('400')
    await expect.poll(() => resultSize(page)).toBe('400x267')
    expect(page.url()).toContain('width=400')
    await page.locator('body').press('Control+z')
    await expect.poll(() => resultSize(page)).toBe('800x533')
    await page.locator('body').press('Control+Shift+z')
    await expect.poll(() => resultSize(page)).toBe('400x267')
    expect(errors).toEqual([])
    await close()
  })

  test('adds layers and asks for the values of their texts', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=400&oltext=a')
    await expect.poll(() => resultSize(page)).toBe('400x267')
    await page.getByRole('button', { name: 'Add overlay 2' }).click()
    await page.getByRole('heading', { name: 'Overlay 2' }).waitFor()
    expect(await page.getByLabel('ol2color color').inputValue()).toBe('#ffffff')
    await page.getByLabel('ol2text', { exact: true }).last().fill('For {name}')
    await page.getByLabel('ol-name', { exact: true }).last().fill('Ann')
    await expect.poll(() => page.url()).toContain('ol2text=For%20%7Bname%7D&ol-name=Ann')
    await expect.poll(() => page.getByText(/needs ol-name/).count()).toBe(0)
    await page.getByRole('button', { name: 'Add overlay 3' }).waitFor()
    await screenshot(page, 'layers')
    expect(errors).toEqual([])
    await close()
  })

  test('opens a picture that is dropped on it', async () => {
    const { page, errors, close } = await openPlayground()
    const bytes = await photograph(scene(300, 200), 1)
    const base64 = bytes.toString('base64')
    const data = await page.evaluateHandle(`(() => {
      const bytes = Uint8Array.from(atob('${base64}'), (character) => character.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], 'my photo (1).jpg', { type: 'image/jpeg' }))
      return data
    })()`)
    await page.dispatchEvent('body', 'drop', { dataTransfer: data })
    await expect.poll(() => page.url()).toContain('/uploads/')
    await expect.poll(() => resultSize(page)).toBe('800x533')
    expect(errors).toEqual([])
    await close()
  })

  test('copies a srcset in which every URL is answered', async () => {
    const { page, errors, close } = await openPlayground(
      '#/samples/landscape.jpg?width=800&widths=400,800,1200',
    )
    await page.getByRole('tab', { name: 'Code' }).click()
    await page.getByText('HTML srcset', { exact: true }).click()
    await page.getByRole('button', { name: 'Copy HTML srcset' }).click()
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toContain('srcset=')
    const html = await page.evaluate<string>('navigator.clipboard.readText()')
    const candidates = [...html.matchAll(/(http\S+) (\d+)w/g)]
    expect(candidates.map(([, , width]) => width)).toEqual(['400', '800', '1200'])
    for (const [, url = '', width] of candidates) {
      const response = await fetch(url.replaceAll('&amp;', '&'))
      expect(response.status).toBe(200)
      expect(response.headers.get('x-ip-info')).toContain(`odim=${width}x`)
      await response.body?.cancel()
    }
    const [, first = ''] = candidates[0] ?? []
    expect((await fetch(first.replaceAll('&amp;', '&').replace('w=400', 'w=401'))).status).toBe(403)
    expect(errors).toEqual([])
    await close()
  })

  test('shows an error over the last valid picture', async () => {
    const { page, close } = await openPlayground()
    await expect.poll(() => resultSize(page)).toBe('800x533')
    await page.getByLabel(/path and query/i).fill('/samples/landscape.jpg?width=0')
    await expect
      .poll(() => page.locator('.refusal').textContent())
      .toMatch(/width must be a whole number from 1 to 10000.*Behind: the last result/)
    expect(await resultSize(page)).toBe('800x533')
    await page.getByLabel(/path and query/i).fill('/samples/nothing.jpg?width=300')
    await expect.poll(() => page.locator('.refusal').textContent()).toMatch(/no such image/i)
    await close()
  })

  test('can be used with the keyboard alone', async () => {
    const { page, errors, close } = await openPlayground()
    await expect.poll(() => resultSize(page)).toBe('800x533')
    const tab = page.getByRole('tab', { name: 'URL' })
    await tab.focus()
    await tab.press('ArrowRight')
    await expect
      .poll(() => page.getByRole('tab', { name: 'Code' }).getAttribute('aria-selected'))
      .toBe('true')
    await page.keyboard.press('End')
    await expect
      .poll(() => page.getByRole('tab', { name: 'Why refused' }).getAttribute('aria-selected'))
      .toBe('true')
    expect(errors).toEqual([])
    await close()
  })

  test.runIf(process.env['UPDATE_PICTURES'])('has a screenshot for the README', async () => {
    const { page, close } = await openPlayground(PICTURED, {
      // The address bar shows the whole URL.
      viewport: { width: 1456, height: 910 },
      deviceScaleFactor: 1.5,
    })
    await expect.poll(() => resultSize(page)).toBe('1200x800')
    await page.locator('.before > img').waitFor()
    await expect
      .poll(() =>
        page.evaluate(
          "[...document.querySelectorAll('.thumbnail')].every(({ firstChild }) => firstChild.naturalWidth > 0)",
        ),
      )
      .toBe(true)
    const text = page.getByRole('region', { name: 'Text of the signed URL' })
    expect(await text.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0)
    expect(await page.getByRole('tablist', { name: 'Views of the picture' }).getByRole('tab').count()).toBe(5)
    await sharp(await page.screenshot())
      .webp({ quality: 80 })
      .toFile('docs/playground.webp')
    await close()
  })
})

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { drag, openPlayground, resultSize, usable, useBrowser } from './page.ts'

useBrowser()

const parameter = (page: Page, name: string) =>
  expect.poll(() => new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get(name))

describe.runIf(usable)('dragging on the source', () => {
  test('draws a rectangle, which arrow keys move', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=400')
    await page.getByRole('tab', { name: 'Source' }).click()
    const surface = page.locator('.drawing')
    await surface.waitFor()
    await drag(page, surface, [0.25, 0.25], [0.75, 0.75])
    await parameter(page, 'crop').toMatch(/^\d+,\d+,\d+,\d+$/)
    const [width = 0, height = 0, x = 0, y = 0] = (
      new URLSearchParams(page.url().split('?')[1]).get('crop') ?? ''
    )
      .split(',')
      .map(Number)
    for (const [found, meant] of [
      [width, 900],
      [height, 600],
      [x, 450],
      [y, 300],
    ] as const)
      expect(Math.abs(found - meant)).toBeLessThanOrEqual(8)
    await page.getByRole('slider', { name: 'Crop: place' }).press('ArrowRight')
    await parameter(page, 'crop').toBe(`${width},${height},${x + 1},${y}`)
    await page.getByRole('slider', { name: 'Crop: place' }).press('Delete')
    await parameter(page, 'crop').toBeNull()
    expect(errors).toEqual([])
    await close()
  })

  test('draws boxes that hide every pixel below them', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=300&format=png')
    await page.getByRole('tab', { name: 'Source' }).click()
    await page.getByText('Redact', { exact: true }).click()
    await drag(page, page.locator('.drawing'), [0.4, 0.4], [0.6, 0.6])
    await parameter(page, 'redact').toMatch(/^\d+,\d+,\d+,\d+$/)
    await page.getByRole('tab', { name: 'Result' }).click()
    await expect.poll(() => resultSize(page)).toBe('300x200')
    const middle = () =>
      page.evaluate<string>(`(async () => {
        const image = document.querySelector('.canvas > img')
        await image.decode()
        const canvas = document.createElement('canvas')
        const context = canvas.getContext('2d')
        canvas.width = image.naturalWidth
        canvas.height = image.naturalHeight
        context.drawImage(image, 0, 0)
        return context.getImageData(150, 100, 1, 1).data.join()
      })()`)
    await expect.poll(middle).toBe('0,0,0,255')
    expect(errors).toEqual([])
    await close()
  })

  test('places a focal point', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=400&height=400')
    await page.getByRole('tab', { name: 'Source' }).click()
    await page.getByText('Focal point', { exact: true }).click()
    const point = page.getByRole('slider', { name: 'Focal point' })
    const surface = await page.locator('.surface').boundingBox()
    if (!surface) throw new Error('there is no surface')
    await page.mouse.click(surface.x + surface.width * 0.7, surface.y + surface.height * 0.3)
    await parameter(page, 'crop').toMatch(/^fp,0\.(?:69\d|7\d*),0\.(?:29\d|3\d*)$/)
    await point.press('ArrowLeft')
    await parameter(page, 'crop').toMatch(/^fp,0\.(?:69\d|7\d*),0\.(?:29\d|3\d*)$/)
    expect(errors).toEqual([])
    await close()
  })

  test('moves the watermark on the result', async () => {
    const { page, errors, close } = await openPlayground(
      '#/samples/landscape.jpg?width=600&olurl=/samples/stamp.svg&olscale=20',
    )
    await page.getByLabel(/move the watermark/i).check()
    const place = page.getByRole('slider', { name: 'Watermark: place' })
    await place.press('Shift+ArrowRight')
    await parameter(page, 'olx').toMatch(/^\d+$/)
    await parameter(page, 'oly').toMatch(/^\d+$/)
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('the split view', () => {
  test('has a divider for pointer and keyboard', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=600&blur=5')
    await expect.poll(() => resultSize(page)).toBe('600x400')
    const divider = page.getByRole('slider', { name: /divider/i })
    await divider.waitFor()
    const before = Number(await divider.getAttribute('aria-valuenow'))
    await divider.press('ArrowRight')
    await expect.poll(async () => Number(await divider.getAttribute('aria-valuenow'))).toBeGreaterThan(before)
    expect(errors).toEqual([])
    await close()
  })
})

import { describe, expect, inject, test } from 'vitest'
import { drag, openPlayground, resultSize, usable, useBrowser } from './page.ts'

useBrowser()

describe.runIf(usable)('the views of the playground', () => {
  test('compare formats by bytes, time and SSIM', async () => {
    const { page, errors, close } = await openPlayground('#/samples/portrait.jpg?width=240')
    await page.getByRole('tab', { name: 'Formats' }).click()
    const rows = page.locator('[data-state="done"]')
    await expect.poll(() => rows.count(), { timeout: 60_000 }).toBeGreaterThan(4)
    const [bytes = '', , , ssim = ''] = (await rows.first().locator('td').allTextContents()).slice(1)
    expect(bytes).toMatch(/KB/)
    expect(Number(ssim)).toBeGreaterThan(0.8)
    expect(Number(ssim)).toBeLessThanOrEqual(1)
    await rows.first().getByRole('button').click()
    await expect.poll(() => page.url()).toContain('format=')
    expect(errors).toEqual([])
    await close()
  })

  test('show the granted width that a browser picks, and that other widths are refused', async () => {
    const { page, errors, close } = await openPlayground(
      '#/samples/landscape.jpg?width=800&widths=400,800,1200',
    )
    await page.getByRole('tab', { name: 'Grant' }).click()
    await page.getByLabel('Viewport').fill('390')
    await expect.poll(() => page.locator('.grant strong').textContent()).toBe('w=400')
    await page.getByLabel('Pixel ratio').selectOption('2')
    await expect.poll(() => page.locator('.grant strong').textContent()).toBe('w=800')
    await drag(page, page.locator('.edge'), [0.5, 0.5], [8, 0.5])
    await expect.poll(() => page.locator('.grant strong').textContent()).toBe('w=1200')
    await page.getByLabel(/visitor asks for/).fill('4000')
    await page.getByRole('button', { name: 'Try' }).click()
    await expect.poll(() => page.locator('output.bad').textContent()).toMatch(/^403: /)
    expect(errors).toEqual([])
    await close()
  })

  test('report that the server does not answer', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=400')
    await page.getByRole('tab', { name: 'Grant' }).click()
    const tries = page.getByRole('button', { name: 'Try' })
    await tries.waitFor()
    await page.context().setOffline(true)
    await tries.click()
    await expect.poll(() => page.locator('output').textContent()).toMatch(/is the local server still running/)
    await page.getByRole('tab', { name: 'Why refused' }).click()
    await page.getByLabel(/a URL that was refused/i).fill('/a.jpg')
    await expect
      .poll(() => page.locator('.why .mistake').textContent())
      .toMatch(/is the local server still running/)
    expect(errors.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text))).toEqual([])
    await close()
  })

  test('explain why a URL is refused, with the text that the token must cover', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=400')
    await expect.poll(() => resultSize(page)).toBe('400x267')
    await page.getByRole('button', { name: 'Copy URL' }).click()
    await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toContain('token=')
    const url = await page.evaluate<string>('navigator.clipboard.readText()')
    await page.getByRole('tab', { name: 'Why refused' }).click()
    const field = page.getByLabel(/a URL that was refused/i)
    await field.fill(url)
    await expect.poll(() => page.locator('.why .notice').textContent()).toMatch(/nothing refuses/i)
    await field.fill(url.replace('width=400', 'width=401'))
    await expect.poll(() => page.locator('.why .notice').textContent()).toMatch(/403 at “token”/)
    expect(await page.locator('.why pre').textContent()).toBe('signet-v1\n/samples/landscape.jpg\nwidth=401')
    await field.fill(url.replace('width=400', 'width=400&expire=1'))
    await expect.poll(() => page.locator('.why tr[aria-current]').textContent()).toMatch(/token/)
    expect(errors).toEqual([])
    await close()
  })

  test('open from the link on the page of a refusal', async () => {
    const refused = `${inject('playground')}/samples/landscape.jpg?width=9&token=abc`
    const { page, close } = await openPlayground(`#why=${encodeURIComponent(refused)}`)
    await expect.poll(() => page.locator('.why .notice').textContent()).toMatch(/403 at “token”/)
    await expect.poll(() => page.evaluate<number>('scrollY')).toBeGreaterThan(0)
    await page.goto(refused)
    await page.getByRole('link', { name: /playground/i }).click()
    await expect.poll(() => page.locator('.why .notice').textContent()).toMatch(/403 at “token”/)
    await close()
  })

  test('open for a hash that asks for an explanation while the page is open', async () => {
    const refused = `${inject('playground')}/samples/landscape.jpg?width=9&token=abc`
    const { page, errors, close } = await openPlayground()
    await page.evaluate(`location.hash = 'why=${encodeURIComponent(refused)}'`)
    await expect.poll(() => page.locator('.why .notice').textContent()).toMatch(/403 at “token”/)
    expect(errors).toEqual([])
    await close()
  })

  test.each(['Code', 'Grant', 'Source', 'Formats'])('survive a malformed hash: %s', async (view) => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=400')
    await expect.poll(() => resultSize(page)).toBe('400x267')
    await page.getByRole('tab', { name: view }).click()
    await page
      .getByText(/Copy HTML|One signature|Drag a rectangle|Compare/)
      .first()
      .waitFor()
    await page.evaluate("location.hash = '/samples/%zz.jpg?width=8'")
    await expect.poll(() => page.getByRole('alert').allTextContents()).not.toEqual([])
    await page.evaluate("location.hash = '/samples/landscape.jpg?width=300'")
    await page.getByRole('tab', { name: 'Result' }).click()
    await expect.poll(() => resultSize(page)).toBe('300x200')
    expect(errors).toEqual([])
    await close()
  })

  test('refuse a file that is not a picture, with a message', async () => {
    const { page, close } = await openPlayground()
    await page.setInputFiles('input[type=file]', {
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('not a picture'),
    })
    await expect.poll(() => page.getByRole('alert').allTextContents()).not.toEqual([])
    expect(page.url()).not.toContain('/uploads/')
    await close()
  })
})

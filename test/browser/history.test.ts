import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openPlayground, resultSize, usable, useBrowser } from './page.ts'

useBrowser()

const START = '#/samples/landscape.jpg?width=400'

const size = (page: Page) => expect.poll(() => resultSize(page))
const query = (page: Page) => expect.poll(() => new URL(page.url()).hash.split('?')[1])
const entries = (page: Page) => page.evaluate<number>('history.length')

describe.runIf(usable)("the browser's history", () => {
  test('undoes with the back button, redoes with the forward button and survives a reload', async () => {
    const { page, errors, close } = await openPlayground(START)
    await size(page).toBe('400x267')
    await page.getByLabel('height', { exact: true }).last().fill('400')
    await size(page).toBe('400x400')
    await page.locator('.thumbnail', { hasText: 'portrait.jpg' }).click()
    await query(page).toBe('width=400&height=400')
    await page.getByRole('button', { name: 'Reset all' }).click()
    await expect.poll(() => new URL(page.url()).hash).toBe('#/samples/portrait.jpg')
    await page.goBack()
    await query(page).toBe('width=400&height=400')
    await size(page).toBe('400x400')
    await page.goBack()
    await expect.poll(() => page.url()).toContain('landscape.jpg')
    await page.reload()
    await size(page).toBe('400x400')
    expect(await page.getByRole('button', { name: 'Undo' }).getAttribute('aria-disabled')).toBe('false')
    expect(await page.getByRole('button', { name: 'Redo' }).getAttribute('aria-disabled')).toBe('false')
    await page.goForward()
    await expect.poll(() => page.url()).toContain('portrait.jpg')
    await page.goBack()
    await page.goBack()
    await query(page).toBe('width=400')
    await size(page).toBe('400x267')
    expect(await page.getByRole('button', { name: 'Undo' }).getAttribute('aria-disabled')).toBe('true')
    expect(errors).toEqual([])
    await close()
  })

  test('has the same steps as the buttons and keys of the page', async () => {
    const { page, errors, close } = await openPlayground(START)
    await size(page).toBe('400x267')
    for (const [name, value] of [
      ['height', '300'],
      ['width', '500'],
      ['height', '200'],
    ] as const)
      await page.getByLabel(name, { exact: true }).last().fill(value)
    await query(page).toBe('width=500&height=200')
    // In the edited field, the browser undoes the typing itself.
    await page.getByRole('tab', { name: 'Result' }).focus()
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Control+z')
    await query(page).toBe('width=400')
    await page.getByRole('button', { name: 'Redo' }).click()
    await query(page).toBe('width=400&height=300')
    await page.goForward()
    await query(page).toBe('width=500&height=300')
    await page.getByLabel('width', { exact: true }).last().fill('350')
    await query(page).toBe('width=350&height=300')
    expect(await page.getByRole('button', { name: 'Redo' }).getAttribute('aria-disabled')).toBe('true')
    expect(errors).toEqual([])
    await close()
  })

  test('has one entry for a drag of a slider', async () => {
    const { page, errors, close } = await openPlayground(START)
    await size(page).toBe('400x267')
    const before = await entries(page)
    const slider = page.getByLabel('width slider')
    await slider.focus()
    for (let presses = 0; presses < 40; presses++) await slider.press('ArrowRight')
    await query(page).toBe('width=440')
    expect(await entries(page)).toBe(before + 1)
    await page.goBack()
    await query(page).toBe('width=400')
    await page.goForward()
    await query(page).toBe('width=440')
    expect(errors).toEqual([])
    await close()
  })

  test('has an entry for an edited address', async () => {
    const { page, errors, close } = await openPlayground(START)
    await size(page).toBe('400x267')
    await page.evaluate("location.hash = '/samples/portrait.jpg?width=300&token=abc'")
    await size(page).toBe('300x400')
    await query(page).toBe('width=300')
    await page.getByRole('button', { name: 'Undo' }).click()
    await size(page).toBe('400x267')
    expect(errors).toEqual([])
    await close()
  })
})

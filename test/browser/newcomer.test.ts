import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { formatBytes } from '../../playground/page/stage/numbers.ts'
import { DEFAULT_QUALITY } from '../../src/engine/options/default-quality.ts'
import { openPlayground, resultSize, screenshot, usable, useBrowser, violations } from './page.ts'

useBrowser()

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true } as const
const DESKTOPS = [
  ['1440 × 900', { viewport: { width: 1440, height: 900 } }],
  ['1024 × 768', { viewport: { width: 1024, height: 768 } }],
] as const

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

async function boxOf(element: Locator): Promise<Box> {
  const box = await element.boundingBox()
  if (!box) throw new Error('the element is not shown')
  return box
}

/** Returns the control of a parameter. */
const control = (page: Page, name: string) =>
  page.locator('.control').filter({ has: page.locator(`#parameter-${name}-name`) })

const slider = (page: Page, name: string) => page.getByRole('slider', { name: `${name} slider`, exact: true })

const state = (page: Page) => page.locator('.facts').getAttribute('data-state')

describe.runIf(usable)('the controls', () => {
  test.each(DESKTOPS)('begin with format, quality, width and height, at %s', async (_, options) => {
    const { page, errors, close } = await openPlayground('', options)
    await expect.poll(() => resultSize(page)).toBe('800x533')
    const names = await page.locator('.control-name:visible').allTextContents()
    expect(names.slice(0, 4)).toEqual(['format', 'quality', 'width', 'height'])
    const last = await boxOf(slider(page, options.viewport.height >= 900 ? 'height' : 'width'))
    expect(last.y + last.height).toBeLessThan(options.viewport.height)
    expect(errors).toEqual([])
    await close()
  })

  test('show the default of an unset quality, which depends on the format', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=300&format=webp')
    const field = page.getByLabel('quality', { exact: true }).last()
    const shown = async () => [
      await field.getAttribute('placeholder'),
      await slider(page, 'quality').inputValue(),
    ]
    const isQuality = (quality: number) => expect.poll(shown).toEqual([String(quality), String(quality)])
    await isQuality(DEFAULT_QUALITY.webp)
    await page.getByLabel('format', { exact: true }).selectOption('avif')
    await isQuality(DEFAULT_QUALITY.avif)
    expect(await slider(page, 'quality').getAttribute('aria-valuetext')).toBe(
      `default ${DEFAULT_QUALITY.avif}`,
    )
    await page.getByRole('button', { name: 'Unset format' }).click()
    await isQuality(DEFAULT_QUALITY.jpeg)
    expect(await page.getByLabel('format', { exact: true }).locator(':checked').textContent()).toBe(
      'default (jpeg)',
    )
    await page.getByLabel('format', { exact: true }).selectOption('png')
    await expect.poll(async () => (await shown())[0]).toBe('')
    await page.evaluate("location.hash = '/samples/windmill.gif'")
    await isQuality(DEFAULT_QUALITY.webp)
    await field.press('ArrowDown')
    await expect.poll(() => page.url()).toContain(`quality=${DEFAULT_QUALITY.webp - 1}`)
    expect(errors).toEqual([])
    await close()
  })

  test.each([...DESKTOPS, ['390 × 844', PHONE]] as const)(
    "show the result's bytes beside the slider that is dragged, at %s",
    async (name, options) => {
      const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=600&format=webp', {
        ...options,
        bypassCSP: true,
      })
      await expect.poll(() => resultSize(page)).toBe('600x400')
      const dragged = async (parameter: string, to: number) => {
        const before = page.url()
        const box = await boxOf(slider(page, parameter))
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
        await page.mouse.down()
        await page.mouse.move(box.x + box.width * to, box.y + box.height / 2, { steps: 5 })
        await expect.poll(() => page.url()).not.toBe(before)
        await expect.poll(() => state(page)).toBe('shown')
        expect((await boxOf(slider(page, parameter))).y).toBeCloseTo(box.y, 0)
        const bytes = await page.evaluate<number>(
          "fetch(document.querySelector('.canvas > img').src).then((answer) => answer.blob()).then(({ size }) => size)",
        )
        const text = control(page, parameter).getByText(`${formatBytes(bytes)} of 455 KB`)
        await expect.poll(() => text.isVisible()).toBe(true)
        const [beside, editor] = await Promise.all([boxOf(text), boxOf(control(page, parameter))])
        expect(beside.y - (box.y + box.height)).toBeLessThan(8)
        expect(beside.x + beside.width).toBeLessThanOrEqual(editor.x + editor.width)
        expect(beside.y + beside.height).toBeLessThan(options.viewport.height)
        await page.mouse.up()
      }
      await slider(page, 'width').scrollIntoViewIfNeeded()
      await dragged('quality', 0.3)
      await dragged('width', 0.2)
      expect(
        await control(page, 'quality')
          .getByText(/ KB of /)
          .count(),
      ).toBe(0)
      expect(await violations(page)).toEqual([])
      await screenshot(page, `bytes-${name.split(' ')[0]}`)
      expect(errors).toEqual([])
      await close()
    },
  )
})

describe.runIf(usable)('the error of an upload', () => {
  const ACTIONS: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
    ['another view', (page) => page.getByRole('tab', { name: 'Source' }).click()],
    ['another view by keys', (page) => page.getByRole('tab', { name: 'Result' }).press('ArrowRight')],
    ['a slider', (page) => slider(page, 'quality').press('ArrowLeft')],
    ['another picture', (page) => page.locator('.thumbnail', { hasText: 'pebbles.webp' }).click()],
    ['the zoom', (page) => page.getByRole('button', { name: 'Zoom in' }).click()],
    ['another address', (page) => page.evaluate("void (location.hash = '/samples/portrait.jpg?width=80')")],
  ]

  test.each(ACTIONS)('names the file, and goes away with the next action: %s', async (_, act) => {
    const { page, close } = await openPlayground('#/samples/landscape.jpg?width=300')
    await expect.poll(() => resultSize(page)).toBe('300x200')
    const buffer = Buffer.from('not a picture')
    await page.setInputFiles('input[type=file]', { name: 'my notes.txt', mimeType: 'text/plain', buffer })
    const error = page.locator('.pictures [role="alert"]')
    await expect
      .poll(() => error.allTextContents())
      .toEqual([expect.stringMatching(/^my notes\.txt: the file is not a known image format/)])
    await error.click()
    expect(await error.count()).toBe(1)
    await act(page)
    await expect.poll(() => error.count()).toBe(0)
    await close()
  })

  test('says that a file is empty', async () => {
    const { page, errors, close } = await openPlayground('#/samples/landscape.jpg?width=300')
    await expect.poll(() => resultSize(page)).toBe('300x200')
    const file = { name: 'nothing.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }
    await page.setInputFiles('input[type=file]', file)
    await page.getByText('nothing.jpg: the file is empty').waitFor()
    expect(await violations(page)).toEqual([])
    await screenshot(page, 'upload-error')
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('the names of the samples', () => {
  test.each([...DESKTOPS, ['390 × 844', PHONE]] as const)('can be read, at %s', async (_, options) => {
    const { page, errors, close } = await openPlayground('', options)
    const names = page.locator('.thumbnail[title^="/samples/"] .thumbnail-name')
    await expect.poll(() => names.count()).toBeGreaterThan(3)
    const read = await page.evaluate<{ text: string; hidden: number; size: number }[]>(
      `[...document.querySelectorAll('.thumbnail[title^="/samples/"] .thumbnail-name')].map((name) => ({
        text: name.textContent,
        hidden: Math.max(name.scrollWidth - name.clientWidth, name.scrollHeight - name.clientHeight),
        size: parseFloat(getComputedStyle(name).fontSize),
      }))`,
    )
    for (const { text, hidden, size } of read) {
      expect({ text, hidden }).toEqual({ text, hidden: 0 })
      expect(size).toBeGreaterThanOrEqual(12)
    }
    expect(errors).toEqual([])
    await close()
  })
})

describe.runIf(usable)('the labels of a picture', () => {
  /** Returns `true` if a label is completely inside or completely outside the picture. */
  function isClear(label: Box, picture: Box): boolean {
    const [right, bottom] = [label.x + label.width, label.y + label.height]
    const inside =
      label.x >= picture.x &&
      label.y >= picture.y &&
      right <= picture.x + picture.width &&
      bottom <= picture.y + picture.height
    const outside =
      right <= picture.x ||
      bottom <= picture.y ||
      label.x >= picture.x + picture.width ||
      label.y >= picture.y + picture.height
    return inside || outside
  }

  const TARGETS = ['width=800', 'width=60', 'width=700&height=20&fit=fill', 'width=20&height=700&fit=fill']

  test.each([...DESKTOPS, ['390 × 844', PHONE]] as const)(
    'do not lie across its edge, at %s',
    async (_, options) => {
      const { page, errors, close } = await openPlayground('', options)
      for (const query of TARGETS) {
        await page.evaluate(`location.hash = '/samples/landscape.jpg?format=webp&${query}'`)
        await expect.poll(() => resultSize(page)).toMatch(new RegExp(`^${/\d+/.exec(query)?.[0]}x`))
        await expect.poll(() => page.locator('.before > img').count()).toBe(1)
        await expect.poll(() => state(page)).toBe('shown')
        const labels = page.locator('.frame > .side-name')
        expect(await labels.allTextContents()).toEqual(['before', 'after'])
        const [frame, picture] = await Promise.all([
          boxOf(page.locator('.frame')),
          boxOf(page.locator('.canvas')),
        ])
        for (const label of await labels.all()) {
          const box = await boxOf(label)
          expect({ query, isClear: isClear(box, picture) }).toEqual({ query, isClear: true })
          expect(box.x).toBeGreaterThanOrEqual(frame.x)
          expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width)
          expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height)
        }
      }
      expect(errors).toEqual([])
      await close()
    },
  )

  test.each(['side by side', 'slider'])('are below both pictures of the comparison: %s', async (name) => {
    const { page, errors, close } = await openPlayground('#/samples/portrait.jpg?width=400&format=webp')
    await page.getByRole('tab', { name: 'Compare' }).click()
    await page.getByRole('button', { name, exact: true }).click()
    await expect.poll(() => page.locator('.pane img').count()).toBe(2)
    const labels = page.getByText(/^(?:WebP|AVIF) \d+$/)
    await expect.poll(() => labels.count()).toBe(2)
    for (const label of await labels.all())
      for (const picture of await page.locator('.pane .canvas').all())
        expect(isClear(await boxOf(label), await boxOf(picture))).toBe(true)
    expect(errors).toEqual([])
    await close()
  })
})

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { formatBytes, formatSize } from '../../playground/page/stage/numbers.ts'

/** A picture and the numbers that were on the page at the same time. */
interface Seen {
  readonly bytes: string
  readonly output: string
  /** Size in bytes of the picture's file. */
  readonly fileBytes: number
  /** Size in bytes of the source from which the picture was made. */
  readonly sourceBytes: number
  readonly width: number
  readonly height: number
}

/**
 * Script that records each combination of a picture and numbers, in every frame. A picture is
 * recognized by its aspect ratio: upright samples are made from the portrait.
 */
const WATCH = `(async () => {
  const answer = await fetch('/playground/catalog', { method: 'POST', headers: { 'signet-playground': '1' }, body: '{}' })
  const { pictures } = await answer.json()
  const sourceOf = (image) => {
    const name = image.naturalWidth > image.naturalHeight ? 'landscape' : 'portrait'
    return pictures.find(({ path }) => path === '/samples/' + name + '.jpg').bytes
  }
  const seen = new Map()
  const look = () => {
    requestAnimationFrame(look)
    const image = document.querySelector('.canvas > img')
    const [bytes = '', output = ''] = [...document.querySelectorAll('.figures dd')].map((each, at) =>
      each.querySelector(at === 0 ? '.quiet' : 'strong').textContent.trim())
    if (bytes === '' || !image?.complete || image.naturalWidth === 0) return
    const key = [image.src, bytes, output].join()
    if (seen.has(key)) return
    const { naturalWidth: width, naturalHeight: height } = image
    const file = fetch(image.src).then((response) => response.blob())
    seen.set(key, file.then(({ size }) => ({ bytes, output, fileBytes: size, sourceBytes: sourceOf(image), width, height })))
  }
  look()
  window.seenFigures = () => Promise.all(seen.values())
})()`

/** Starts to record the numbers beside each picture. The page needs the option `bypassCSP`. */
export const watchFigures = (page: Page) => page.evaluate(WATCH)

/**
 * Checks that the page never showed a picture beside the numbers of another one.
 * @param least minimum number of combinations that must have been seen
 */
export async function expectOwnFigures(page: Page, least: number): Promise<void> {
  const seen = await page.evaluate<Seen[]>('seenFigures()')
  expect(seen.length).toBeGreaterThanOrEqual(least)
  for (const { bytes, output, fileBytes, sourceBytes, width, height } of seen) {
    expect(bytes).toBe(`${formatBytes(fileBytes)} of ${formatBytes(sourceBytes)}`)
    expect(output).toBe(formatSize({ width, height }))
  }
}

/** Returns the bold texts of the figures: saving, width and height, and cache outcome. */
export const figures = (page: Page): Promise<string[]> => page.locator('.figures strong').allTextContents()

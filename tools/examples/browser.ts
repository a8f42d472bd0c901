import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome']

/** Finds Chromium: the program that `CHROMIUM` names, or else the first in the `PATH`. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env['CHROMIUM']) return env['CHROMIUM']
  const folders = (env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path))
}

/** State of an `<img>` element in the browser. */
export interface ShownImage {
  readonly alt: string
  readonly source: string
  /**
   * The loaded image's width in CSS pixels, which takes a `srcset`'s density into account. It is 0
   * if the image did not load.
   */
  readonly naturalWidth: number
}

/** Images and errors that a browser found on a page. */
export interface Page {
  readonly images: readonly ShownImage[]
  /** Script errors and console errors. A missing favicon is not counted. */
  readonly errors: readonly string[]
}

/** Viewport size. It is tall enough for lazy images to load. */
const VIEWPORT = { width: 1000, height: 1500 }

const TIMEOUT_MS = 30_000

const ALL_LOADED = 'document.images.length > 0 && [...document.images].every((image) => image.complete)'

const IMAGES = `[...document.images].map(({ alt, currentSrc, naturalWidth }) =>
  ({ alt, source: currentSrc, naturalWidth }))`

/**
 * Opens a page in Chromium and waits until its images are loaded.
 * @param screenshot PNG file to write
 */
export async function openPage(executablePath: string, url: string, screenshot: string): Promise<Page> {
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
  try {
    const page = await browser.newPage({ viewport: VIEWPORT })
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    page.on('console', (message) => {
      const { url } = message.location()
      if (message.type() === 'error' && !url.endsWith('/favicon.ico')) errors.push(`${message.text()} ${url}`)
    })
    await page.goto(url, { waitUntil: 'load', timeout: TIMEOUT_MS })
    await page.waitForFunction(ALL_LOADED, undefined, { timeout: TIMEOUT_MS })
    await page.screenshot({ path: screenshot, fullPage: true })
    return { images: await page.evaluate<ShownImage[]>(IMAGES), errors }
  } finally {
    await browser.close()
  }
}

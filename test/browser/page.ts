import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, inject } from 'vitest'

let browser: Browser | undefined

/** Whether there is a browser; without one the tests are skipped. */
export const usable = inject('chromium') !== ''

/** On a machine that is busy: as long as a test may take. */
const TIMEOUT = 120_000

/** Launches a Chromium, which the caller closes. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: inject('chromium'),
    chromiumSandbox: process.getuid?.() !== 0,
    timeout: TIMEOUT,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
    ],
  })

/** An empty page of a secure context, which loads nothing. */
export async function openEmpty(browser: Browser): Promise<Page> {
  const page = await browser.newPage()
  page.setDefaultTimeout(TIMEOUT)
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }))
  await page.goto('http://localhost/')
  return page
}

/** Launches one Chromium for the tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (usable) browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
}

/** A page of the playground, and what went wrong on it. */
export interface Opened {
  readonly page: Page
  /** Errors of scripts, of the console, of the policy, and requests to other hosts. */
  readonly errors: string[]
  close(): Promise<void>
}

/** @param hash after the address, such as `#/samples/landscape.jpg?width=400` */
export async function openPlayground(hash = '', options: BrowserContextOptions = {}): Promise<Opened> {
  if (!browser) throw new Error('there is no browser')
  const base = inject('playground')
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  })
  context.setDefaultTimeout(TIMEOUT)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('console', (message) => {
    // Chromium logs each refused fetch; the page shows it as a sentence.
    const refusal = /Failed to load resource: the server responded with a status of 4\d\d/.test(
      message.text(),
    )
    if (['error', 'warning'].includes(message.type()) && !refusal) errors.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(base) && !/^(?:blob|data):/.test(url)) errors.push(`asks for ${url}`)
  })
  await page.goto(`${base}/${hash}`)
  return { page, errors, close: () => context.close() }
}

/** What axe finds wrong: rule and elements. The whole page unless a selector narrows it. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = (await page.evaluate('axe.run(document)')) as {
    violations: { id: string; nodes: { html: string }[] }[]
  }
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

/** Width and height of the picture that the stage shows: `800x533`; empty while there is none. */
export const resultSize = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    const image = document.querySelector('.canvas > img')
    return image?.complete && image.naturalWidth > 0 ? image.naturalWidth + 'x' + image.naturalHeight : ''
  })()`)

/** Leaves a picture of the page to be looked at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `dist/browser/${name}.png`, fullPage: true })
}

/** Drags between two points of an element, given as shares of its sides. */
export async function drag(
  page: Page,
  on: Locator,
  from: readonly [number, number],
  to: readonly [number, number],
) {
  await on.scrollIntoViewIfNeeded()
  const box = await on.boundingBox()
  if (!box) throw new Error('the element is not shown')
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const
  await page.mouse.move(...at(from))
  await page.mouse.down()
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]), { steps: 4 })
  await page.mouse.move(...at(to), { steps: 4 })
  await page.mouse.up()
}

import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, inject } from 'vitest'

let browser: Browser | undefined

/** `true` if a browser is available. Without a browser the tests are skipped. */
export const usable = inject('chromium') !== ''

/** Timeout of a test on a busy machine, in milliseconds. */
const TIMEOUT = 120_000

/** Launches Chromium. The caller closes it. */
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

/** Opens an empty page in a secure context. The page loads nothing. */
export async function openEmpty(browser: Browser): Promise<Page> {
  const page = await browser.newPage()
  page.setDefaultTimeout(TIMEOUT)
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }))
  await page.goto('http://localhost/')
  return page
}

/** Launches one Chromium for all tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (usable) browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
}

/** A page of the playground, with the errors that occurred on it. */
export interface Opened {
  readonly page: Page
  /**
   * Script errors, console errors, violations against the content security policy, and requests to
   * other hosts.
   */
  readonly errors: string[]
  close(): Promise<void>
}

/**
 * Opens the playground.
 * @param hash fragment of its address, such as `#/samples/landscape.jpg?width=400`
 */
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
    // Chromium logs each refused fetch. The page shows the refusal as a sentence, so it is not an
    // error.
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

/** axe rules: all rules, `only` these, or all `without` these. */
interface AxeRules {
  readonly only?: readonly string[]
  readonly without?: readonly string[]
}

/**
 * Rules that depend on the color scheme. A dark page is checked against them alone if a test
 * checks the same page against all rules in the light scheme.
 */
export const COLOR_RULES: readonly string[] = ['color-contrast', 'link-in-text-block']

/** Returns the axe rules that are violated on the whole page, with the elements. */
export async function violations(page: Page, { only, without = [] }: AxeRules = {}): Promise<string[]> {
  // The source has 600 KB, and a page keeps it until it is reloaded.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source)
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]))
  const options = JSON.stringify({ rules, resultTypes: ['violations'], ...(only ? { runOnly: only } : {}) })
  const found = (await page.evaluate(`axe.run(document, ${options})`)) as {
    violations: { id: string; nodes: { html: string }[] }[]
  }
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

/**
 * Returns the stage picture's width and height, such as `800x533`; empty if there is no picture.
 */
export const resultSize = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    const image = document.querySelector('.canvas > img')
    return image?.complete && image.naturalWidth > 0 ? image.naturalWidth + 'x' + image.naturalHeight : ''
  })()`)

/** `false` if nobody looks at the screenshots. A screenshot takes about as long as axe. */
const SAVES = process.env['SCREENSHOTS'] !== 'none'

/** Saves a screenshot of the page in a folder, to be looked at. `SCREENSHOTS=none` saves none. */
export async function picture(page: Page, path: string, fullPage = false): Promise<void> {
  if (SAVES) await page.screenshot({ path, fullPage })
}

/** Saves a screenshot of the whole page in `dist/browser`. */
export const screenshot = (page: Page, name: string): Promise<void> =>
  picture(page, `dist/browser/${name}.png`, true)

/** Drags between two points in an element. Points are shares of its width and height. */
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

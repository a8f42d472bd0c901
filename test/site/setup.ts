import { mkdir } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { findChromium } from '../../tools/examples/browser.ts'
import { serveSite } from '../../tools/site/serve.ts'
import { OUTPUT, site } from '../../tools/site/site.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the built site. */
    site: string
  }
}

/** Folder for screenshots of the site, to be looked at. */
export const SCREENSHOTS = 'dist/site-screenshots'

/** Builds the site, unless `SITE_BUILT` is 1, and serves it. */
export default async function setup({ provide }: TestProject) {
  const chromium = findChromium(process.env)
  if (!chromium && process.env['CI'] === 'true')
    throw new Error('there is no Chromium: install it, or set CHROMIUM to one')
  if (!chromium) console.log('There is no Chromium: the pages of the site are not looked at.')
  await mkdir(SCREENSHOTS, { recursive: true })
  const io = { out: console.log, err: console.error, env: process.env, cwd: process.cwd(), now: () => 0 }
  if (process.env['SITE_BUILT'] !== '1' && (await site([], io)) !== 0)
    throw new Error('the site was not built')
  const server = await serveSite(OUTPUT, 0)
  provide('site', `http://127.0.0.1:${server.port}`)
  provide('chromium', chromium ?? '')
  return () => server.close()
}

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SIGNING_KEYS } from '../../test/support/worker/worker.ts'

type Photo = (path: string, width: number, height: number, alt: string) => Promise<string>

/** Expected URL count: three formats in three widths each, and the `src`. */
const URLS = 10

/**
 * Runs the adapter for Eleventy Image. It has no types, so that a type check cannot find its
 * errors.
 * @throws Error if it does not make the expected signed URLs
 */
export async function runEleventy(folder: string): Promise<void> {
  process.env['SIGNING_KEYS'] = SIGNING_KEYS
  const { href } = pathToFileURL(join(folder, 'eleventy-image.js'))
  const { photo } = (await import(href)) as { readonly photo: Photo }
  const html = await photo('/cats/tom.jpg', 1200, 800, 'A cat')
  const signed = html.match(/https:\/\/\S+?\/cats\/tom\.jpg\?width=\d+&format=\w+&token=[\w-]{43}/g) ?? []
  if (signed.length !== URLS)
    throw new Error(`Eleventy made ${signed.length} URLs instead of ${URLS}: ${html}`)
}

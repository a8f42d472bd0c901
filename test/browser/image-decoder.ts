import type { Browser } from 'playwright-core'
import { openEmpty } from './page.ts'

/**
 * Decodes files and returns their samples in the decoder's format: planes for opaque pictures, and
 * BGRA for others. A conversion to RGBA would multiply colors by alpha.
 */
const SCRIPT = `async ({ type, files }) => {
  async function decode(base64) {
    const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const decoder = new ImageDecoder({ data, type, premultiplyAlpha: 'none' })
    const { image } = await decoder.decode()
    const samples = new Uint8Array(image.allocationSize())
    await image.copyTo(samples)
    const text = Array.from(samples, (sample) => String.fromCharCode(sample)).join('')
    return { format: image.format, data: btoa(text) }
  }
  const results = []
  for (const file of files)
    results.push(await decode(file).catch((error) => ({ format: String(error), data: '' })))
  return results
}`

/** Samples that Chromium has decoded. */
export interface Decoded {
  /** Sample format, or the decoder's error. */
  readonly format: string
  /** Samples in base64. */
  readonly data: string
}

/**
 * Decodes files with Chromium's `ImageDecoder`.
 * @param type MIME type of the files
 */
export async function decodeInBrowser(
  browser: Browser,
  type: string,
  files: readonly Uint8Array[],
): Promise<readonly Decoded[]> {
  // `ImageDecoder` exists only in secure contexts.
  const page = await openEmpty(browser)
  const list = files.map((file) => Buffer.from(file).toString('base64'))
  return page.evaluate<Decoded[]>(`(${SCRIPT})(${JSON.stringify({ type, files: list })})`)
}

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { encodeLossless } from '../../src/engine/formats/webp/lossless-encoder.ts'
import { inKernel } from '../support/engine/operate.ts'
import { makePicture } from '../support/picture/pictures.ts'
import { launchBrowser, openEmpty, usable } from './page.ts'

let browser: Browser

beforeAll(async () => {
  if (usable) browser = await launchBrowser()
})

afterAll(() => browser?.close())

/**
 * Decodes a file to RGBA with straight alpha. It uses no canvas, because a canvas premultiplies
 * colors by alpha.
 */
const SCRIPT = `async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const decoder = new ImageDecoder({ data: bytes, type: 'image/webp', premultiplyAlpha: 'none' })
  const { image } = await decoder.decode()
  const data = new Uint8Array(image.allocationSize({ format: 'RGBA' }))
  await image.copyTo(data, { format: 'RGBA' })
  return Array.from(data)
}`

const flat = makePicture(90, 61)
const PICTURES = {
  photograph: makePicture(173, 91, { noise: 12 }),
  'opaque picture of few colors': { ...flat, data: flat.data.map((value) => value | 127) },
}

it.skipIf(!usable).each(Object.entries(PICTURES))(
  'Chromium decodes a lossless %s to exactly the same pixels',
  async (_, frame) => {
    const { kernel, picture } = inKernel(frame)
    const file = Buffer.from(encodeLossless(picture, kernel)).toString('base64')
    // `ImageDecoder` exists only in secure contexts.
    const page = await openEmpty(browser)
    const data = await page.evaluate(`(${SCRIPT})(${JSON.stringify(file)})`)
    expect(Buffer.compare(Buffer.from(data as number[]), frame.data)).toBe(0)
  },
)

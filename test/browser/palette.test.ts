import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decoder } from '../../src/engine/formats/png/codec.ts'
import { type PngSettings, writePng } from '../../src/engine/formats/png/writer.ts'
import { decodeWhole } from '../support/engine/decode-whole.ts'
import { makePicture } from '../support/picture/pictures.ts'
import { pngKernel } from '../support/png/kernel.ts'
import { launchBrowser, openEmpty, usable } from './page.ts'

let browser: Browser

beforeAll(async () => {
  if (usable) browser = await launchBrowser()
})

afterAll(() => browser?.close())

/** Decodes a file to RGBA with straight alpha. */
const SCRIPT = `async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const decoder = new ImageDecoder({ data: bytes, type: 'image/png', premultiplyAlpha: 'none' })
  const { image } = await decoder.decode()
  const data = new Uint8Array(image.allocationSize({ format: 'RGBA' }))
  await image.copyTo(data, { format: 'RGBA' })
  return Array.from(data)
}`

const photograph = makePicture(173, 91, { noise: 12 })
const levels = (step: number, alpha = 255) => ({
  ...photograph,
  data: photograph.data.map((_, at) => {
    const level = Math.floor((photograph.data[at & ~3] ?? 0) / step) * step
    return at % 4 < 3 ? level : level === 0 ? alpha : 255
  }),
})

const CASES: readonly (readonly [string, typeof photograph, PngSettings])[] = [
  ['256 colors', photograph, { alpha: true, colors: 256 }],
  ['16 colors', photograph, { alpha: true, colors: 16 }],
  ['4 opaque colors', photograph, { alpha: false, colors: 4 }],
  ['2 colors', photograph, { alpha: true, colors: 2, dither: false }],
  ['2 gray levels', levels(255), { alpha: false }],
  ['4 gray levels', levels(85), { alpha: false }],
  ['a transparent gray level', levels(17, 0), { alpha: true }],
]

it.skipIf(!usable).each(CASES)('Chromium decodes a PNG of %s like the kernel', async (_, frame, settings) => {
  const file = await writePng(frame, settings, pngKernel())
  const { data } = await decodeWhole(decoder, file)
  // `ImageDecoder` exists only in secure contexts.
  const page = await openEmpty(browser)
  const shown = await page.evaluate(`(${SCRIPT})(${JSON.stringify(Buffer.from(file).toString('base64'))})`)
  expect(Buffer.compare(Buffer.from(shown as number[]), Buffer.from(data))).toBe(0)
})

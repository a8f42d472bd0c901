import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decoder } from '../../src/engine/formats/webp/decoder.ts'
import { encoder } from '../../src/engine/formats/webp/encoder.ts'
import { decodeWhole } from '../support/engine/decode-whole.ts'
import { SETTINGS } from '../support/engine/encode-settings.ts'
import { inKernel } from '../support/engine/operate.ts'
import { makePicture } from '../support/picture/pictures.ts'
import { type GivenYuv, givenYuv, pictureYuv } from '../support/picture/yuv.ts'
import { openVp8Encoder } from '../support/webp/vp8-encoder.ts'
import { webpFile } from '../support/webp/vp8-frames.ts'
import { decodeVp8 } from '../support/webp/vp8-kernel.ts'
import { type Decoded, decodeInBrowser } from './image-decoder.ts'
import { launchBrowser, usable } from './page.ts'

let browser: Browser

beforeAll(async () => {
  if (usable) browser = await launchBrowser()
})

afterAll(() => browser?.close())

/** Compares samples, and names the picture if they differ. */
function expectSame(name: string, { format, data }: Decoded, expected: Decoded): void {
  expect({ name, format, isEqual: data === expected.data }).toEqual({
    name,
    format: expected.format,
    isEqual: true,
  })
}

const base64 = (data: Uint8Array) => Buffer.from(data).toString('base64')

const COUNT = 150
const SIDE = 300

/**
 * Frames with few bytes. libwebp's incremental decoder, which Chromium uses, needs first-partition
 * bytes beyond the frame header. Seed 3 is one color.
 */
const TINY: readonly GivenYuv[] = [1, 16, 17, 33].flatMap((side) =>
  [1, 50, 100].map((quality) => ({ width: side, height: side, quality, seed: 3 })),
)

it.skipIf(!usable)('Chromium decodes opaque lossy pictures to the same planes as the kernel', async () => {
  const all = [...TINY, ...Array.from({ length: COUNT }, (_, at) => givenYuv(at, SIDE))]
  const frames = all.map((given) =>
    openVp8Encoder(given.width, given.height, given.quality).encode(pictureYuv(given)),
  )
  const decoded = await decodeInBrowser(browser, 'image/webp', frames.map(webpFile))
  expect(decoded).toHaveLength(all.length)
  for (const [at, one] of decoded.entries()) {
    const { planes } = decodeVp8(frames[at] ?? new Uint8Array())
    const data = base64(Buffer.concat(planes.map((plane) => plane.data)))
    expectSame(JSON.stringify(all[at]), one, { format: 'I420', data })
  }
})

it.skipIf(!usable)(
  'Chromium decodes lossy pictures with alpha to the same pixels as the kernel',
  async () => {
    const files: Uint8Array[] = []
    const names: string[] = []
    for (let seed = 0; seed < COUNT / 3; seed++) {
      const { width, height, quality } = givenYuv(seed, SIDE)
      for (const alphaQuality of [100, 30]) {
        const { kernel, picture } = inKernel(makePicture(width, height, { alpha: 'soft', noise: 20 }))
        const settings = { ...SETTINGS, quality, alphaQuality, alpha: true }
        files.push(await encoder.encode(picture, settings, kernel))
        names.push(`${width} × ${height}, quality ${quality}, quality of alpha ${alphaQuality}`)
      }
    }
    const decoded = await decodeInBrowser(browser, 'image/webp', files)
    for (const [at, file] of files.entries()) {
      const { data } = await decodeWhole(decoder, file)
      const bgra = data.map(
        (_, byte) => data[byte % 4 === 3 ? byte : byte - (byte % 4) + 2 - (byte % 4)] ?? 0,
      )
      expectSame(names[at] ?? '', decoded[at] ?? { format: '', data: '' }, {
        format: 'BGRA',
        data: base64(bgra),
      })
    }
  },
)

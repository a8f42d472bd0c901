import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { transformed } from '../support/engine/transformed.ts'
import { coded, codedGray, toneMappedAvif } from '../support/gain-map/tone-mapped-avif.ts'
import { ultraHdr } from '../support/gain-map/ultra-hdr-writer.ts'
import { rawOf } from '../support/picture/decoded.ts'
import { scene } from '../support/picture/scene.ts'
import { launchBrowser, openEmpty, usable } from './page.ts'

let browser: Browser

beforeAll(async () => {
  if (usable) browser = await launchBrowser()
})

afterAll(() => browser?.close())

/** Returns the picture's size, and the picture size at an offset in its file. */
const SCRIPT = `async ([base64, at]) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const parts = [bytes, bytes.subarray(at)].map((part) => new Blob([part], { type: 'image/jpeg' }))
  const pictures = await Promise.all(parts.map((part) => createImageBitmap(part)))
  return pictures.map(({ width, height }) => [width, height])
}`

const frame = scene(160, 120)
const picture = sharp(frame.data, rawOf(frame)).removeAlpha()

const FILES: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  'a JPEG': async () =>
    ultraHdr({
      base: await picture.clone().jpeg().toBuffer(),
      map: await picture.clone().resize(40).toColourspace('b-w').jpeg().toBuffer(),
    }),
  'an AVIF': async () =>
    toneMappedAvif({
      base: await coded(frame, { chromaSubsampling: '4:2:0' }),
      map: await codedGray(scene(40, 30)),
    }),
}

it.skipIf(!usable).each(Object.entries(FILES))(
  'Chromium decodes a picture and its gain map from %s',
  async (_, write) => {
    const { body } = await transformed(await write(), 'format=jpeg&width=80&rotate=90&hdr=1')
    const made = Buffer.from(body)
    const page = await openEmpty(browser)
    const asked = JSON.stringify([made.toString('base64'), made.lastIndexOf(Buffer.of(0xff, 0xd8, 0xff))])
    expect(await page.evaluate(`(${SCRIPT})(${asked})`)).toEqual([
      [60, 80],
      [15, 20],
    ])
  },
)

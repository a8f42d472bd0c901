import { readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { thumbHashToRGBA } from 'thumbhash'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { decoded } from '../support/picture/decoded.ts'
import { meanDifference } from '../support/picture/differences.ts'
import { paintedSamples } from '../support/picture/painted-samples.ts'
import { FONTS } from '../support/text/fonts.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'
import { cookbookRecipes } from './cookbook.ts'

/** `true` if `npm run tool pictures` runs, which sets the variable. */
const UPDATES = Boolean(process.env['UPDATE_PICTURES'])

/** Width and height in pixels of the box into which a page's pictures fit. */
const BOX = 320

/** Box of animations, which have many frames. */
const BOX_OF_ANIMATIONS = 170

/** Enough for a photo of this size on a page; 45 and 60 show blotches in skies (2026-11-29). */
const QUALITY = 72

/** Transparency quality. The default 100 makes the page's bubbles 22 KB (2026-11-29). */
const ALPHA_QUALITY = 50

/** Maximum mean difference, from 0 to 255. Rounding differs between processors. */
const MAX_DIFFERENCE = 0.5

let worker: Worker

beforeAll(async () => {
  // The samples are painted first, because workerd closes idle connections after some seconds.
  const files = await paintedSamples()
  worker = await startWorker(inject('bundle'), { ...inject('bundle').variables, SIGNING_KEYS })
  for (const { name, bytes } of files) await worker.bucket.put(`samples/${name}`, bytes)
  await worker.bucket.put('fonts/noto-sans.ttf', Buffer.from(FONTS.latin()))
}, 240_000)

afterAll(() => worker?.close())

/** Draws the ThumbHash of a description. */
function drawn(description: Uint8Array) {
  const { thumbhash } = JSON.parse(Buffer.from(description).toString())
  const { w, h, rgba } = thumbHashToRGBA(Buffer.from(thumbhash, 'base64'))
  return sharp(rgba, { raw: { width: w, height: h, channels: 4 } })
}

/**
 * Makes the page's picture from an answer. Animations keep their frames, and placeholders are
 * enlarged, as a page shows them.
 */
async function shown(type: string, body: Uint8Array): Promise<Buffer> {
  const image = type === 'application/json' ? drawn(body) : sharp(body, { animated: true })
  const { width, pages = 1 } = await image.metadata()
  const box = pages > 1 ? BOX_OF_ANIMATIONS : BOX
  return image
    .resize(box, box, { fit: 'inside', withoutEnlargement: width > 64 })
    .webp({ quality: QUALITY, alphaQuality: ALPHA_QUALITY, effort: 6 })
    .toBuffer()
}

test.each(cookbookRecipes())('$title gives the picture of the page', async ({ target, picture }) => {
  const { status, headers, body } = await worker.get(target)
  expect([status, status === 200 ? '' : Buffer.from(body).toString()]).toEqual([200, ''])
  const made = await shown(headers.get('content-type') ?? '', body)
  if (UPDATES) await writeFile(picture, made)
  expect(meanDifference(await decoded(made), await decoded(await readFile(picture)))).toBeLessThan(
    MAX_DIFFERENCE,
  )
})

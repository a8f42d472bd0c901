import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { FONTS } from '../support/fonts.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker.ts'

let worker: Worker

beforeAll(async () => {
  const zones = {
    photos: { prefix: '/', source: 'r2:IMAGES', overlays: ['/fonts/'] },
    bare: { prefix: '/bare/', source: 'r2:IMAGES', overlays: ['/fonts/'] },
  }
  worker = await startWorker(inject('bundle'), { SIGNING_KEYS, zones })
  const photo = await sharp({ create: { width: 640, height: 360, channels: 3, background: '#204060' } })
    .png()
    .toBuffer()
  await worker.bucket.put('photo.png', photo)
  await worker.bucket.put('fonts/latin.ttf', FONTS.latin())
  await worker.bucket.put('fonts/arabic.ttf', FONTS.arabic())
  await worker.bucket.put('fonts/none.ttf', 'not a font at all')
  await worker.bucket.put('fonts/cut.ttf', FONTS.latin().subarray(0, 3000))
})

afterAll(() => worker.close())

describe('a text', () => {
  it('is drawn in the font of the zone', async () => {
    const { status, body, headers } = await worker.get(
      '/photo.png?oltext=Hello%20world&olfont=%2Ffonts%2Flatin.ttf&olsize=64&format=png',
    )
    expect([status, headers.get('x-ip-error')]).toEqual([200, null])
    await sharp(body).toFile('/tmp/text-x/w.png')
  })
})

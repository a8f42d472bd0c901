import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

const photo = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
  .png()
  .toBuffer()

const DETAIL =
  'olurl: there is no such image in the source of the zone: write a path in olurl without the prefix of the zone'
const REASON = 'olurl: there is no image at r2:IMAGES/shop/stamp.svg'

// The picture /shop/stamp.svg is the object stamp.svg, so an olurl of that path leads to
// shop/stamp.svg.
describe.each([
  ['development', REASON],
  ['production', null],
] as const)('an overlay whose path repeats the prefix of the zone, in %s', (ENVIRONMENT, reason) => {
  let worker: Worker

  beforeAll(async () => {
    const zones = { shop: { prefix: '/shop/', source: 'r2:IMAGES' } }
    worker = await startWorker(inject('bundle'), { zones, SIGNING_KEYS, ENVIRONMENT })
    await worker.bucket.put('a.png', photo)
    await worker.bucket.put('stamp.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')
  })

  afterAll(() => worker.close())

  it('is refused with an explanation of paths; only development and the log show the location', async () => {
    const { status, headers, body } = await worker.get('/shop/a.png?width=4&olurl=/shop/stamp.svg')
    expect(status).toBe(404)
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'not-found', detail: DETAIL })
    expect(headers.get('signet-reason')).toBe(reason)
    const logged = { status: 404, code: 'not-found', reason: REASON }
    await expect.poll(() => worker.lines).toContainEqual(expect.objectContaining(logged))
  })

  it('is found without the prefix', async () => {
    expect((await worker.get('/shop/a.png?width=4&olurl=/stamp.svg')).status).toBe(200)
  })
})

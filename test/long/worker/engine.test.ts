import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineOptions } from '../../../src/api/engine/index.ts'
import { photoFile } from '../../support/engine/inputs.ts'
import { type Bundle, makeBundle, removeBundle } from '../../support/worker/bundle.ts'
import { startWorker, type Worker } from '../../support/worker/worker.ts'

let bundle: Bundle
let worker: Worker
let photo: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  bundle = await makeBundle('test/support/engine/worker.ts')
  worker = await startWorker(bundle, {})
  photo = await photoFile(1600, 1200)
})
afterAll(async () => {
  await worker?.close()
  if (bundle) await removeBundle(bundle)
})

const call = (path: string, options: object = {}, body: BodyInit = photo) =>
  worker.fetch(`${path}?options=${encodeURIComponent(JSON.stringify(options))}`, { method: 'POST', body })

describe('in workerd', () => {
  it.each<EngineOptions>([
    { width: 100, format: 'jpeg' },
    { width: 80, height: 80, crop: 'smart', format: 'webp' },
    { width: 60, trim: 3, format: 'avif' },
    { width: 50, format: 'png', metadata: 'all' },
  ])('transforms the body of a request: %o', async (options) => {
    for (const path of ['/transform', '/held', '/fetched']) {
      const { status, body } = await call(path, options)
      expect([status, body.length > 0 && (await sharp(body).metadata()).width]).toEqual([200, options.width])
    }
  })

  it('gives the same picture for every kind of input', async () => {
    const options: EngineOptions = { width: 100, format: 'png' }
    const bodies = await Promise.all(['/transform', '/held', '/fetched'].map((path) => call(path, options)))
    for (const { body } of bodies) expect(Buffer.compare(body, bodies[0]?.body ?? Buffer.of())).toBe(0)
  })

  it('describes and plans', async () => {
    const described = await call('/probe')
    expect(JSON.parse(described.body.toString())).toMatchObject({ format: 'jpeg', width: 1600, height: 1200 })
    const answer = await call('/capacity', { width: 4000, format: 'avif' })
    expect(JSON.parse(answer.body.toString())).toMatchObject({ fits: false, code: 'over-budget' })
  })

  it('has the chain with the names of sharp', async () => {
    const { headers, body } = await call('/sharp')
    expect(headers.get('content-type')).toBe('image/webp')
    expect(await sharp(body).metadata()).toMatchObject({ width: 60, height: 40 })
  })

  it('refuses with a failure', async () => {
    const { status, body } = await call('/transform', { widht: 5 })
    expect([status, JSON.parse(body.toString())]).toEqual([
      422,
      { code: 'bad-parameter', detail: 'unknown option widht; did you mean width?' },
    ])
    expect((await call('/transform', {}, photo.subarray(0, 3000))).body.toString()).toContain('corrupt')
  })

  it('gives up with the reason of a signal', async () => {
    const { status, body } = await call('/early')
    expect([status, JSON.parse(body.toString())]).toEqual([500, { name: 'TimeoutError' }])
  })

  it('makes 24 pictures at a time, of streams that are held and of others', async () => {
    const smart = { width: 90, height: 90, crop: 'smart', format: 'webp' }
    const calls = Array.from({ length: 24 }, (_, index) =>
      call('/transform', index % 2 === 0 ? { width: 200 } : smart),
    )
    const answers = await Promise.all(calls)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })
})

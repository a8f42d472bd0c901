import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Bundle, removeBundle } from '../support/bundle.ts'
import { makeHeicBundle } from '../support/development-bundle.ts'
import { ALPHA_URN, heic, hevcPicture } from '../support/heic-writer.ts'
import { heifProperty } from '../support/heif-file.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker.ts'

const image = { ...hevcPicture(96, 64), tile: { width: 32, height: 32 } }
const FILES = {
  'turned.heic': heic({ image: { ...image, properties: [heifProperty.irot(3)] } }),
  'glass.heic': heic({ image, auxiliary: { [ALPHA_URN]: hevcPicture(96, 64, { chroma: 0 }) } }),
  'damaged.heic': heic({ image }).fill(0xff, -3000),
}

let bundle: Bundle
let worker: Worker
let without: Worker

async function start(from: Bundle): Promise<Worker> {
  const started = await startWorker(from, { ...inject('bundle').variables, SIGNING_KEYS })
  for (const [name, file] of Object.entries(FILES)) await started.bucket.put(name, file)
  return started
}

beforeAll(async () => {
  bundle = await makeHeicBundle(inject('bundle'))
  worker = await start(bundle)
  without = await start(inject('bundle'))
})

afterAll(async () => {
  await worker.close()
  await without.close()
  await removeBundle(bundle)
})

describe('a build with HEIC', () => {
  it('makes an upright JPEG', async () => {
    const { status, headers, body } = await worker.get('/turned.heic?width=32')
    expect([status, headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    const { data, info } = await sharp(body).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 32, height: 48 })
    // Turned clockwise: what grows greener to the right grows greener downwards, and is blue on the left.
    expect(data[3 * 32 * 46 + 3 * 16 + 1] ?? 0).toBeGreaterThan((data[3 * 16 + 1] ?? 0) + 20)
    expect(data[2] ?? 0).toBeGreaterThan((data[3 * 31 + 2] ?? 0) + 20)
  })

  it('makes a PNG where there is alpha', async () => {
    const { status, headers, body } = await worker.get('/glass.heic?width=48')
    expect([status, headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(await sharp(body).metadata()).toMatchObject({ width: 48, height: 32, hasAlpha: true })
  })

  it('describes the picture with its colours', async () => {
    const { body } = await worker.get('/turned.heic?output=json')
    expect(JSON.parse(body.toString())).toMatchObject({
      format: 'heic',
      width: 64,
      height: 96,
      orientation: 6,
      dominant: expect.stringMatching(/^#/),
    })
  })

  it('refuses what is damaged, and goes on', async () => {
    expect((await worker.get('/damaged.heic?width=48')).status).toBe(422)
    expect((await worker.get('/turned.heic?width=33')).status).toBe(200)
  })
})

describe('any other build', () => {
  it('names the build that decodes HEIC', async () => {
    const { status, body } = await without.get('/turned.heic?width=48')
    expect(status).toBe(415)
    expect(JSON.parse(body.toString()).detail).toContain('npm run deploy:heic')
  })

  it('describes the picture without its colours', async () => {
    const { body } = await without.get('/turned.heic?output=json')
    expect(JSON.parse(body.toString())).toEqual({
      format: 'heic',
      size: FILES['turned.heic'].length,
      width: 64,
      height: 96,
      orientation: 6,
      alpha: false,
      frames: 1,
      decoded: false,
    })
  })

  it('serves the original', async () => {
    const { status, headers, body } = await without.get('/turned.heic?original=1')
    expect([status, headers.get('content-type')]).toEqual([200, 'image/heic'])
    expect(body.equals(FILES['turned.heic'])).toBe(true)
  })

  it('has nothing of the decoder', async () => {
    const { directory } = inject('bundle')
    const names = (await readdir(directory)).filter((name) => !name.endsWith('.map'))
    expect(names.filter((name) => name.includes('libheif'))).toEqual([])
    expect(await readFile(join(directory, 'index.js'), 'utf8')).not.toMatch(/libheif|heif_context/)
    expect((await readdir(bundle.directory)).filter((name) => name.includes('libheif'))).toHaveLength(1)
  })
})

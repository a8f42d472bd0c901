import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { readJpegGainMap } from '../../src/engine/formats/jpeg/gain-map.ts'
import { cleanIcc } from '../../src/engine/metadata/icc.ts'
import { parseIsoGainMap } from '../../src/engine/metadata/iso-gain-map.ts'
import { gridData } from '../support/avif/items.ts'
import { PROFILES } from '../support/color/icc-writer.ts'
import { ISO_GAIN, isoGain } from '../support/gain-map/ultra-hdr-writer.ts'
import { heifProperty } from '../support/heic/heif-file.ts'
import { ALPHA_URN, type HeicShape, heic, hevcPicture } from '../support/heic/writer.ts'
import { decoded } from '../support/picture/decoded.ts'
import { greatestDifference } from '../support/picture/differences.ts'
import { type Bundle, removeBundle } from '../support/worker/bundle.ts'
import { makeHeicBundle } from '../support/worker/development-bundle.ts'
import { SIGNING_KEYS, startWorker, type Worker } from '../support/worker/worker.ts'

const image = { ...hevcPicture(96, 64), tile: { width: 32, height: 32 } }
const turned = { properties: [heifProperty.irot(3)] }
const map = { ...hevcPicture(48, 32, { chroma: 0 }), ...turned }
const toneMapped = (edit?: HeicShape['edit']) =>
  heic({ image: { ...image, ...turned }, toneMap: { map }, ...(edit && { edit }) })
/** A gain map that is a grid whose only tile is the grid itself. */
const circular = toneMapped(({ items, references, primary }) => {
  const id = primary + 1
  const data = gridData(1, 1, 48, 32)
  return {
    primary,
    items: items.map((item) => (item.id === id ? { ...item, type: 'grid', data } : item)),
    references: [...references, { type: 'dimg', from: id, to: [id] }],
  }
})
/** Half of the picture, rotated, derived through items that show other items. */
const PART = [heifProperty.clap([48, 1, 64, 1, 0, 1, 0, 1])]
const FILES = {
  'tiles.heic': heic({ image: { ...image, tileProperties: [heifProperty.profile(PROFILES.displayP3)] } }),
  'whole.heic': heic({ image: { ...image, properties: [heifProperty.profile(PROFILES.displayP3)] } }),
  'part.heic': heic({ image: { ...image, properties: [...PART, heifProperty.irot(3)] } }),
  'shown.heic': heic({ image, derived: [PART, [heifProperty.irot(3)]] }),
  'hdr.heic': toneMapped(),
  'map.heic': heic({ image: map }),
  'circular.heic': circular,
  'toned.heic': toneMapped((parts) => ({ ...parts, primary: parts.items.length })),
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
    // The picture is rotated clockwise: green now increases downwards instead of to the right, and
    // blue is on the left.
    expect(data[3 * 32 * 46 + 3 * 16 + 1] ?? 0).toBeGreaterThan((data[3 * 16 + 1] ?? 0) + 20)
    expect(data[2] ?? 0).toBeGreaterThan((data[3 * 31 + 2] ?? 0) + 20)
  })

  it('makes a PNG if the image has alpha', async () => {
    const { status, headers, body } = await worker.get('/glass.heic?width=48')
    expect([status, headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(await sharp(body).metadata()).toMatchObject({ width: 48, height: 32, hasAlpha: true })
  })

  it.each(['width=32', 'width=32&metadata=1', 'width=32&format=png&metadata=1'])(
    'finds a profile on tiles as well as on the grid, with %s',
    async (query) => {
      const [tiles, whole] = [
        await worker.get(`/tiles.heic?${query}`),
        await worker.get(`/whole.heic?${query}`),
      ]
      expect(tiles.body.equals(whole.body)).toBe(true)
      const { icc } = await sharp(tiles.body).metadata()
      expect(icc?.equals(cleanIcc(PROFILES.displayP3) ?? icc) ?? false).toBe(query.includes('metadata'))
      const plain = await worker.get(`/turned.heic?rotate=270&${query}`)
      expect(plain.body.equals(tiles.body)).toBe(false)
    },
  )

  it.each([
    'width=32',
    'crop=20,30,5,10',
    'redact=8,16,16,24',
    'trim=10',
    'width=20&height=20&crop=smart',
    'format=avif',
  ])('shows nothing outside the aperture of a derived item, with %s', async (query) => {
    const [shown, part] = [await worker.get(`/shown.heic?${query}`), await worker.get(`/part.heic?${query}`)]
    expect([shown.status, part.status]).toEqual([200, 200])
    expect(shown.body.equals(part.body)).toBe(true)
  })

  it('describes the picture with its colors', async () => {
    const { body } = await worker.get('/turned.heic?output=json')
    expect(JSON.parse(body.toString())).toMatchObject({
      format: 'heic',
      width: 64,
      height: 96,
      orientation: 6,
      dominant: expect.stringMatching(/^#/),
    })
  })

  it.each([
    ['width=32', 'width=16'],
    ['crop=40,60,10,20', 'crop=20,30,5,10'],
    ['rotate=90&flop=1&width=48', 'rotate=90&flop=1&width=24'],
    ['redact=8,16,16,24&width=32', 'redact=3,7,10,14&width=16'],
  ])('keeps the gain map of a tone-mapped image with %s', async (query, ofMap) => {
    const { headers, body } = await worker.get(`/hdr.heic?${query}&hdr=1`)
    expect(headers.get('x-ip-info')).toMatch(/ofmt=jpeg; hdr=kept$/)
    const found = readJpegGainMap(new Uint8Array(body))
    expect(found?.metadata).toEqual({ iso: parseIsoGainMap(isoGain(ISO_GAIN)) })
    expect(found?.header.components).toBe(1)
    // The gain map must equal the same picture made on its own.
    const alone = await worker.get(`/map.heic?${ofMap}&quality=90`)
    expect(greatestDifference(await decoded(found?.file ?? body), await decoded(alone.body))).toBeLessThan(3)
  })

  it('describes a gain map', async () => {
    const { body } = await worker.get('/hdr.heic?output=json')
    expect(JSON.parse(body.toString()).gainMap).toEqual({ width: 32, height: 48, channels: 1 })
  })

  it('drops a gain map that refers to itself', async () => {
    const { status, headers } = await worker.get('/circular.heic?width=32&hdr=1')
    expect([status, headers.get('x-ip-info')]).toEqual([200, expect.stringMatching(/hdr=dropped$/)])
  })

  it('refuses a tone-mapped item in place of a picture', async () => {
    const { status, body } = await worker.get('/toned.heic?width=32&hdr=1')
    expect([status, JSON.parse(body.toString()).detail]).toEqual([415, expect.stringContaining('"tmap"')])
    expect((await worker.get('/toned.heic?original=1')).status).toBe(200)
  })

  it('refuses damaged files and continues', async () => {
    expect((await worker.get('/damaged.heic?width=48')).status).toBe(422)
    expect((await worker.get('/turned.heic?width=33')).status).toBe(200)
  })
})

describe('any other build', () => {
  it('names the build that decodes HEIC', async () => {
    const { status, body } = await without.get('/turned.heic?width=48')
    expect(status).toBe(415)
    expect(JSON.parse(body.toString()).detail).toContain('deploy a build with HEIC')
  })

  it('describes the picture without its colors', async () => {
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

  it('contains no part of the decoder', async () => {
    const { directory } = inject('bundle')
    const names = (await readdir(directory)).filter((name) => !name.endsWith('.map'))
    expect(names.filter((name) => name.includes('libheif'))).toEqual([])
    const code = (from: string) => readFile(join(from, 'index.js'), 'utf8')
    expect(await code(directory)).not.toMatch(/libheif\.wasm|heif_context/)
    expect(await code(bundle.directory)).toMatch(/heif_context/)
    expect((await readdir(bundle.directory)).filter((name) => name.includes('libheif'))).toHaveLength(1)
  })
})

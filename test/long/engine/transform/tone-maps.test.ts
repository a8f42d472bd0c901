import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { readJpegGainMap } from '../../../../src/engine/formats/jpeg/gain-map.ts'
import { parseIsoGainMap } from '../../../../src/engine/metadata/iso-gain-map.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { property } from '../../../support/avif/writer.ts'
import { transformed } from '../../../support/engine/transformed.ts'
import {
  coded,
  codedGray,
  type SizedPicture,
  type ToneMappedShape,
  toneMappedAvif,
} from '../../../support/gain-map/tone-mapped-avif.ts'
import { ISO_GAIN, isoGain } from '../../../support/gain-map/ultra-hdr-writer.ts'
import { render } from '../../../support/picture/decoded.ts'
import { meanDifference } from '../../../support/picture/differences.ts'
import { scene } from '../../../support/picture/scene.ts'

const PLANES = { chromaSubsampling: '4:2:0' } as const
const BASE = await coded(scene(256, 192), PLANES)
/**
 * A gain map that looks like its picture, which makes it visible if one is not aligned with the
 * other.
 */
const SMALL = scene(128, 96)
const GRAY = await codedGray(SMALL)
const MAPS: Readonly<Record<string, SizedPicture>> = {
  '4:0:0': GRAY,
  '4:2:0': await coded(SMALL, PLANES),
  '4:4:4': await coded(SMALL),
  '10 bits': await coded(SMALL, { bitdepth: 10 }),
}

const write = (shape: Partial<ToneMappedShape> = {}) => toneMappedAvif({ base: BASE, map: GRAY, ...shape })
const mapOf = (file: Uint8Array<ArrayBuffer>) => readJpegGainMap(file)?.file

/** Renders a file at the given size, in gray if the other picture is gray. */
const shown = (file: Uint8Array, { width, height }: { width: number; height: number }, gray: boolean) => {
  const image = sharp(file).toColourspace('srgb').ensureAlpha().resize(width, height, { fit: 'fill' })
  return render(gray ? image.grayscale() : image)
}

async function distance(body: Uint8Array<ArrayBuffer>): Promise<number> {
  const map = mapOf(body)
  if (!map) throw new Error('there is no map')
  const { width = 0, height = 0, channels } = await sharp(map).metadata()
  const size = { width, height }
  return meanDifference(await shown(map, size, channels === 1), await shown(body, size, channels === 1))
}

describe('the gain map of an AVIF', () => {
  const shapes: readonly (readonly [string, SizedPicture, boolean])[] = Object.entries(MAPS).flatMap(
    ([name, map]) => [
      [name, map, false],
      [`${name}, a grid`, map, true],
    ],
  )
  it.each(shapes)('is aligned with its picture, which does not change: %s', async (name, map, grid) => {
    const file = write({ map, grid })
    for (const query of ['width=120', 'crop=140,100,60,40&width=100', 'rotate=90&flop=1&width=90']) {
      const plain = await transformed(file, `format=jpeg&${query}`)
      const { body, info } = await transformed(file, `format=jpeg&${query}&hdr=1`)
      expect([info.format, info.hdr]).toEqual(['jpeg', 'kept'])
      const found = readJpegGainMap(body)
      expect(found?.metadata).toEqual({ iso: parseIsoGainMap(isoGain(ISO_GAIN)) })
      expect(found?.header.components).toBe(name.startsWith('4:0:0') ? 1 : 3)
      const { width = 0, height = 0 } = await sharp(plain.body).metadata()
      expect(found?.header).toMatchObject({ width: Math.round(width / 2), height: Math.round(height / 2) })
      const base = body.subarray(0, body.length - (found?.file.length ?? 0))
      const tables = Buffer.of(0xff, 0xdb)
      expect(base.subarray(Buffer.from(base).indexOf(tables))).toEqual(
        plain.body.subarray(Buffer.from(plain.body).indexOf(tables)),
      )
      expect(await distance(body)).toBeLessThan(5)
    }
  })

  it.each([0, 1, 2, 3])('is rotated %i times, like its base', async (turns) => {
    const turned = [property.irot(turns), property.imir(1)]
    for (const map of Object.values(MAPS)) {
      const file = write({ map, properties: { base: turned, map: turned } })
      const { body, info } = await transformed(file, 'format=jpeg&width=90&hdr=1')
      expect(info.hdr).toBe('kept')
      expect(await distance(body)).toBeLessThan(5)
    }
  })

  test('has the colors of its nclx: BT.709 and limited range', async () => {
    const { width, height } = SMALL
    const flat: Frame = { width, height, data: new Uint8Array(width * height * 4).map(flatSample) }
    const map = await coded(flat, PLANES)
    for (const [matrix, full] of [
      [6, true],
      [1, true],
      [1, false],
    ] as const) {
      const file = write({ map, properties: { map: [property.nclx(2, 2, matrix, full)] } })
      const { body } = await transformed(file, 'format=jpeg&width=90&hdr=1')
      const alone = toneMappedAvif({
        base: map,
        map: GRAY,
        properties: { base: [property.nclx(1, 13, matrix, full)] },
      })
      const expected = await render(
        sharp((await transformed(alone, 'format=png&width=45')).body).ensureAlpha(),
      )
      const size = { width: expected.width, height: expected.height }
      expect(meanDifference(await shown(mapOf(body) ?? body, size, false), expected)).toBeLessThan(3)
    }
  })
})

const flatSample = (_: number, at: number) => [190, 90, 60, 255][at % 4] ?? 0

describe('a gain map of an AVIF', () => {
  const box = { x: 80, y: 60, width: 96, height: 72 }
  /** Returns a picture with a box of the given light. */
  function marked(side: number, light: number): Frame {
    const { width, height, data } = scene(256 / side, 192 / side)
    const inside = (x: number, y: number) =>
      x >= box.x / side &&
      x < (box.x + box.width) / side &&
      y >= box.y / side &&
      y < (box.y + box.height) / side
    return {
      width,
      height,
      data: data.map((sample, at) => {
        const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)]
        return inside(x, y) && at % 4 < 3 ? light : sample
      }),
    }
  }
  const mapsOf = (light: number): Readonly<Record<string, () => Promise<SizedPicture>>> => ({
    '4:0:0': () => codedGray(marked(2, light)),
    '4:2:0': () => coded(marked(2, light), PLANES),
    '4:4:4': () => coded(marked(2, light)),
  })
  const made = async (light: number, kind: string, query: string) => {
    const map = await mapsOf(light)[kind]?.()
    if (!map) throw new Error('no such kind')
    const { body, info } = await transformed(write({ map }), `format=jpeg&${query}&hdr=1`)
    expect(info.hdr).toBe('kept')
    return render(sharp(mapOf(body)).toColourspace('srgb').ensureAlpha())
  }
  it.each(
    ['4:0:0', '4:2:0', '4:4:4'].flatMap((kind) => [
      [kind, 'a box hides', `redact=${box.x},${box.y},${box.width},${box.height}&width=120`],
      [kind, 'a crop leaves out', 'crop=70,150,0,20'],
    ]),
  )('hides, as %s, what %s', async (kind, _, query) => {
    const [light, dark] = [await made(255, kind, query), await made(0, kind, query)]
    expect(meanDifference(light, dark)).toBeLessThan(0.5)
    const bare = [await made(255, kind, 'width=120'), await made(0, kind, 'width=120')] as const
    expect(meanDifference(...bare)).toBeGreaterThan(20)
  })
})

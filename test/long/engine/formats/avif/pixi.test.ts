import fc from 'fast-check'
import sharp, { type AvifOptions } from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/avif/decoder.ts'
import { pixiMemory, withPixi } from '../../../../../src/engine/formats/avif/pixi.ts'
import { Failure } from '../../../../../src/errors.ts'
import {
  type AvifFileShape,
  avifFile,
  codedPictures,
  gridData,
  pixi,
  sized,
} from '../../../../support/avif/items.ts'
import { ALPHA_URN, property } from '../../../../support/avif/writer.ts'
import { join } from '../../../../support/bytes/image-writers.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import { mutations } from '../../../../support/hostile/mutations.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { failure } from '../../../../support/process/failure.ts'

const SIDE = 64

const metaBytesOf = (file: Uint8Array) => headerOf(file).heif?.metaBytes
const picture = makePicture(SIDE, SIDE, { alpha: 'soft' })

const encode = (options: AvifOptions, alpha: boolean) => {
  const image = sharp(picture.data, { raw: { width: SIDE, height: SIDE, channels: 4 } })
  return (alpha ? image : image.removeAlpha()).avif({ effort: 0, ...options }).toBuffer()
}

const bare = await encode({}, true)
const [colors, plane] = codedPictures(bare)
if (!colors || !plane) throw new Error('the fixture has no alpha plane')

const auxC = property.auxC(ALPHA_URN)
const references = [{ type: 'auxl', from: 2, to: [1] }]
const alpha = { id: 2, data: plane.data, properties: [...sized(SIDE, SIDE, plane), auxC] }
const items = [{ id: 1, data: colors.data, properties: sized(SIDE, SIDE, colors) }, alpha]
const described = items.map((item, at) => ({
  ...item,
  properties: [...item.properties, pixi(at ? 1 : 3, 8)],
}))

const whole = avifFile({ items: described, references })
const expected = await decodeWhole(decoder, whole)

describe('an AVIF without pixi', () => {
  const [plainColors, plainAlpha] = items
  const [fullColors, fullAlpha] = described
  if (!plainColors || !plainAlpha || !fullColors || !fullAlpha) throw new Error('two items')

  test.each<[string, AvifFileShape]>([
    ['missing from both items', { items, references }],
    ['missing from the colors', { items: [plainColors, fullAlpha], references }],
    ['missing from the alpha plane', { items: [fullColors, plainAlpha], references }],
    ['with item ids of 32 bits', { items, references, wide: true }],
    ['with the data first', { items, references, dataFirst: true }],
    ['with a last box of open size', { items, references, open: true }],
    ['with the data first and an open meta box', { items, references, dataFirst: true, open: true }],
    ['with the data in meta', { items, references, inMeta: true }],
    ['with the data in an open meta box', { items, references, inMeta: true, open: true }],
    ['with the data in meta and ids of 32 bits', { items, references, inMeta: true, wide: true }],
  ])('is decoded as if it had pixi: %s', async (_, shape) => {
    const file = avifFile(shape)
    expect(await decodeWhole(decoder, file)).toEqual(expected)
    expect(await decodeWhole(decoder, join(file, 0, 0, 0))).toEqual(expected)
    expect(withPixi(file).length).toBeLessThanOrEqual(pixiMemory(file.length, metaBytesOf(file)))
  })

  test.each<[string, AvifOptions, boolean]>([
    ['8 bits, 4:2:0', { chromaSubsampling: '4:2:0' }, false],
    ['10 bits and alpha', { bitdepth: 10 }, true],
    ['12 bits', { bitdepth: 12 }, false],
  ])('is decoded as if it had pixi: written by libheif, %s', async (_, options, transparent) => {
    const file = await encode(options, transparent)
    const stripped = Buffer.from(file.toString('latin1').replaceAll('pixi', 'xipi'), 'latin1')
    expect(stripped.equals(file)).toBe(false)
    expect(await decodeWhole(decoder, stripped)).toEqual(await decodeWhole(decoder, file))
  })

  it('is decoded as if it had pixi: one channel', async () => {
    const gray = { ...alpha, id: 1, properties: sized(SIDE, SIDE, plane) }
    const full = { ...gray, properties: [...gray.properties, pixi(1, 8)] }
    const decoded = await decodeWhole(decoder, avifFile({ items: [gray] }))
    expect(decoded).toEqual(await decodeWhole(decoder, avifFile({ items: [full] })))
  })

  it('is rotated and mirrored in the same order', () => {
    const transforms = [property.irot(1), property.imir(0)]
    const turned = items.map((item) => ({ ...item, properties: [...item.properties, ...transforms] }))
    const file = avifFile({ items: turned, references })
    const { heif, ...header } = headerOf(file)
    // Only the `meta` box is longer.
    expect(headerOf(withPixi(file))).toEqual({ ...header, heif: { ...heif, metaBytes: expect.any(Number) } })
    expect(header.orientation).not.toBe(1)
  })

  it('is decoded as if it had pixi: a grid', async () => {
    const tiles = [2, 3].map((id) => ({
      ...items[0],
      id,
      data: colors.data,
      properties: sized(SIDE, SIDE, colors),
    }))
    const grid = {
      id: 1,
      type: 'grid',
      data: gridData(1, 2, 2 * SIDE, SIDE),
      properties: [property.ispe(2 * SIDE, SIDE)],
    }
    const cells = [{ type: 'dimg', from: 1, to: [2, 3] }]
    const full = [grid, ...tiles].map((item) => ({ ...item, properties: [...item.properties, pixi(3, 8)] }))
    const { width, data } = await decodeWhole(
      decoder,
      avifFile({ items: [grid, ...tiles], references: cells }),
    )
    expect(width).toBe(2 * SIDE)
    expect(data).toEqual((await decodeWhole(decoder, avifFile({ items: full, references: cells }))).data)
  })
})

describe('the file', () => {
  it('is returned unchanged if no pixi is missing', () => {
    expect(withPixi(whole)).toBe(whole)
  })

  it('keeps all its bytes before the appended box', () => {
    const file = avifFile({ items, references })
    const copy = withPixi(file)
    const at = Buffer.from(file).indexOf('meta')
    expect(Buffer.from(copy).toString('latin1', 0, file.length)).toBe(
      Buffer.from(file).toString('latin1').replace('meta', 'free'),
    )
    expect(copy.length - file.length).toBe(Buffer.from(file).readUInt32BE(at - 4) + 16 + 14 + 2)
    expect(withPixi(copy)).toBe(copy)
  })
})

describe('a copy with another primary item', () => {
  test.each<[string, AvifFileShape]>([
    ['with pixi', { items: described }],
    ['without pixi', { items }],
    ['with item ids of 32 bits', { items, wide: true }],
    ['with the data in meta', { items: described, inMeta: true }],
  ])('decodes to that item: %s', async (_, shape) => {
    const file = avifFile(shape)
    const copy = withPixi(file, 2)
    expect(copy.length).toBeLessThanOrEqual(pixiMemory(file.length, metaBytesOf(file)))
    expect(headerOf(copy)).toMatchObject({ width: SIDE, height: SIDE, components: 1 })
    const plain = avifFile({ items: [{ ...alpha, id: 1, properties: sized(SIDE, SIDE, plane) }] })
    expect(await decodeWhole(decoder, copy)).toEqual(await decodeWhole(decoder, plain))
    expect(withPixi(copy, 2)).toBe(copy)
  })
})

describe('an AVIF that cannot be patched', () => {
  const noRoom = 'AVIF: the property pixi is missing, and there is no room for it: encode the image again'
  const [first] = items
  if (!first) throw new Error('an item')
  const many = (count: number) => Array.from({ length: count }, () => property.colr('nclx'))

  it.each([
    ['255 properties of an item', 253, true],
    ['127 properties with 7-bit indices', 125, false],
  ])('is refused: %s', async (_, count, wide) => {
    const full = { ...first, properties: [...first.properties, ...many(count)] }
    await expect(decodeWhole(decoder, avifFile({ items: [full], wide }))).rejects.toEqual(
      failure('corrupt', noRoom),
    )
  })

  it('is refused if truncated, because appended bytes would be read as its data', async () => {
    const file = avifFile({ items, references })
    for (const left of [1, 10, colors.data.length]) {
      const cut = file.subarray(0, -left)
      await expect(decodeWhole(decoder, cut)).rejects.toEqual(
        failure('corrupt', 'AVIF: the file ends within its last box; upload it again'),
      )
    }
  })
})

describe('a hostile AVIF', () => {
  function expectSafe(file: Uint8Array<ArrayBuffer>): void {
    try {
      const copy = withPixi(file)
      expect(copy.length).toBeLessThanOrEqual(pixiMemory(file.length))
    } catch (error) {
      expect(error).toBeInstanceOf(Failure)
    }
  }

  it('is patched within the planned memory, or refused', () => {
    const file = avifFile({ items, references })
    for (const mutant of mutations(file, 3000)) expectSafe(mutant)
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 0, max: 0xffffffff }), (at, value) => {
        const changed = Buffer.from(join(file, 0, 0, 0, 0))
        changed.writeUInt32BE(value, at)
        expectSafe(new Uint8Array(changed))
      }),
    )
  })

  it('does not exceed the planned memory with thousands of properties', () => {
    const open = Array.from({ length: 9990 }, () => property.irot(0))
    const file = avifFile({ items, references, extra: open })
    expectSafe(file)
  })
})

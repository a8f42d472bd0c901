import { describe, expect, it } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/avif/decoder.ts'
import { assertFewFrames } from '../../../../../src/engine/formats/avif/frame-count.ts'
import { avifFile, gridData, type StoredItem, sized } from '../../../../support/avif/items.ts'
import { property } from '../../../../support/avif/writer.ts'
import { join } from '../../../../support/bytes/image-writers.ts'
import { decodeWhole } from '../../../../support/engine/decode-whole.ts'
import { coded, codedGray } from '../../../../support/gain-map/tone-mapped-avif.ts'
import { AV1_MAPS, toneMapped } from '../../../../support/gain-map/tone-mapped-files.ts'
import { scene } from '../../../../support/picture/scene.ts'
import { failure } from '../../../../support/process/failure.ts'

const [WIDTH, HEIGHT] = [64, 48]
const color = await coded(scene(WIDTH, HEIGHT))
const gray = await codedGray(scene(WIDTH, HEIGHT))
const ALPHA = property.auxC('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha')

const repeated = (data: Uint8Array, count: number) => join(...Array<Uint8Array>(count).fill(data))
const picture = (data: Uint8Array): StoredItem => ({ id: 1, data, properties: sized(WIDTH, HEIGHT, color) })
const alpha = (data: Uint8Array): StoredItem => ({
  id: 2,
  data,
  properties: [...sized(WIDTH, HEIGHT, gray), ALPHA],
})
const auxl = { type: 'auxl', from: 2, to: [1] }
const grid = (data: Uint8Array) =>
  avifFile({
    items: [
      {
        id: 3,
        type: 'grid',
        data: gridData(1, 1, WIDTH, HEIGHT),
        properties: [property.ispe(WIDTH, HEIGHT)],
      },
      picture(data),
    ],
    references: [{ type: 'dimg', from: 3, to: [1] }],
  })

const MANY = failure('unsupported', expect.stringContaining('images of many frames in one item'))

describe('the number of frames in one item', () => {
  it('may equal the number of layers, four', async () => {
    const one = await decodeWhole(decoder, avifFile({ items: [picture(color.data)] }))
    const four = await decodeWhole(decoder, avifFile({ items: [picture(repeated(color.data, 4))] }))
    expect(four.data).toEqual(one.data)
  })

  it.each([
    ['a picture', avifFile({ items: [picture(repeated(color.data, 5))] })],
    ['a tile', grid(repeated(color.data, 5))],
    ['alpha', avifFile({ items: [picture(color.data), alpha(repeated(gray.data, 5))], references: [auxl] })],
    [
      'a picture of 100,001 units without frames',
      avifFile({ items: [picture(join(color.data, repeated(Uint8Array.of(0x12, 0), 100_001)))] }),
    ],
  ])('is limited: %s', async (_, file) => {
    await expect(decodeWhole(decoder, file)).rejects.toThrow(MANY)
  })

  it('is limited for a gain map, but only if the gain map is decoded', () => {
    const { data, ...map } = AV1_MAPS['4:4:4']
    const file = toneMapped({ map: { ...map, data: repeated(data, 5) } })
    expect(() => assertFewFrames(file, 3)).toThrow(MANY)
    expect(() => assertFewFrames(file)).not.toThrow()
  })
})

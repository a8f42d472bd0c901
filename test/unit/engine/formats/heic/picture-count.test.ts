import { describe, expect, it } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/heic/decoder.ts'
import { assertOnePicture } from '../../../../../src/engine/formats/heic/picture-count.ts'
import { decodeWhole } from '../../../../support/engine/decode-whole.ts'
import {
  ALPHA_URN,
  type HeicParts,
  type HeicShape,
  heic,
  hevcPicture,
} from '../../../../support/heic/writer.ts'
import { failure } from '../../../../support/process/failure.ts'
import '../../../../support/engine/libheif.ts'
import { join } from '../../../../support/bytes/image-writers.ts'

const image = hevcPicture(48, 32)
const twice = { ...image, unseen: 1 }
const gray = hevcPicture(48, 32, { chroma: 0 })
const MANY = failure('unsupported', expect.stringContaining('items of several pictures'))

/** Returns a HEIC whose first item has its data changed. */
const changed = (change: (data: Uint8Array) => Uint8Array, shape: Partial<HeicShape> = {}) =>
  heic({
    image,
    ...shape,
    edit: ({ items: [first, ...others], ...rest }: HeicParts) => ({
      ...rest,
      items: first ? [{ ...first, data: change(first.data) }, ...others] : others,
    }),
  })
/** A supplemental unit of 0 bytes, and a unit that is a later slice. */
const [NOTHING, SLICE] = [Uint8Array.of(0, 0, 0, 0), Uint8Array.of(0, 0, 0, 3, 20 << 1, 1, 0)]
const followedBy = (unit: Uint8Array, count: number) => (data: Uint8Array) =>
  join(data, ...Array<Uint8Array>(count).fill(unit))

describe('a HEIC item', () => {
  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['a picture that is not for output', heic({ image: twice })],
    ['the same in a hundred extents', heic({ image: twice, extents: 100 })],
    ['in a tile', heic({ image: { ...twice, tile: { width: 16, height: 16 } } })],
    ['in the alpha plane', heic({ image, auxiliary: { [ALPHA_URN]: { ...gray, unseen: 1 } } })],
    ['slices over each other', changed(followedBy(SLICE, 64))],
    ['100,000 units', changed(followedBy(NOTHING, 100_000))],
  ])('is refused for several pictures or too many units: %s', async (_, file) => {
    await expect(decodeWhole(decoder, file)).rejects.toThrow(MANY)
  })

  it('is accepted if it has one picture with 63 further slices, or 1,000 other units', () => {
    expect(() => assertOnePicture(changed(followedBy(SLICE, 63)), 1)).not.toThrow()
    expect(() => assertOnePicture(changed(followedBy(NOTHING, 1000)), 1)).not.toThrow()
    expect(() => assertOnePicture(heic({ image, extents: 100 }), 1)).not.toThrow()
  })

  it('is refused for several pictures only if it is decoded', () => {
    const file = heic({ image, toneMap: { map: { ...gray, unseen: 1 } } })
    expect(() => assertOnePicture(file, 1)).not.toThrow()
    expect(() => assertOnePicture(file, 2)).toThrow(MANY)
  })
})

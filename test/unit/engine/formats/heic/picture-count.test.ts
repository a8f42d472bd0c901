import { describe, expect, it } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/heic/decoder.ts'
import { assertOnePicture } from '../../../../../src/engine/formats/heic/picture-count.ts'
import { decodeWhole } from '../../../../support/decode-whole.ts'
import { failure } from '../../../../support/failure.ts'
import {
  ALPHA_URN,
  type HeicParts,
  type HeicShape,
  heic,
  hevcPicture,
} from '../../../../support/heic-writer.ts'
import { join } from '../../../../support/image-writers.ts'

const image = hevcPicture(48, 32)
const twice = { ...image, unseen: 1 }
const gray = hevcPicture(48, 32, { chroma: 0 })
const MANY = failure('unsupported', expect.stringContaining('items of several pictures'))

/** A file whose first item has other data. */
const changed = (change: (data: Uint8Array) => Uint8Array, shape: Partial<HeicShape> = {}) =>
  heic({
    image,
    ...shape,
    edit: ({ items: [first, ...others], ...rest }: HeicParts) => ({
      ...rest,
      items: first ? [{ ...first, data: change(first.data) }, ...others] : others,
    }),
  })
/** A unit of supplemental information of no bytes, and one that is a later slice. */
const [NOTHING, SLICE] = [Uint8Array.of(0, 0, 0, 0), Uint8Array.of(0, 0, 0, 3, 20 << 1, 1, 0)]
const followedBy = (unit: Uint8Array, count: number) => (data: Uint8Array) =>
  join(data, ...Array<Uint8Array>(count).fill(unit))

describe('an item of a HEIC', () => {
  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['of a picture that is not for output', heic({ image: twice })],
    ['in a hundred parts', heic({ image: twice, extents: 100 })],
    ['that is a tile', heic({ image: { ...twice, tile: { width: 16, height: 16 } } })],
    ['that is alpha', heic({ image, auxiliary: { [ALPHA_URN]: { ...gray, unseen: 1 } } })],
    ['of slices over each other', changed(followedBy(SLICE, 64))],
    ['of units without end', changed(followedBy(NOTHING, 100_000))],
  ])('%s has several pictures', async (_, file) => {
    await expect(decodeWhole(decoder, file)).rejects.toThrow(MANY)
  })

  it('may have units and slices beside its picture', () => {
    expect(() => assertOnePicture(changed(followedBy(SLICE, 63)), 1)).not.toThrow()
    expect(() => assertOnePicture(changed(followedBy(NOTHING, 1000)), 1)).not.toThrow()
    expect(() => assertOnePicture(heic({ image, extents: 100 }), 1)).not.toThrow()
  })

  it('is looked at where it is decoded', () => {
    const file = heic({ image, toneMap: { map: { ...gray, unseen: 1 } } })
    expect(() => assertOnePicture(file, 1)).not.toThrow()
    expect(() => assertOnePicture(file, 2)).toThrow(MANY)
  })
})

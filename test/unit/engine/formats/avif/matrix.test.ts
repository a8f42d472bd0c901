import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/avif/decoder.ts'
import { obu, sequenceObu } from '../../../../support/avif/av1-headers.ts'
import { avifFile, type CodedPicture, codedPictures, sized } from '../../../../support/avif/items.ts'
import { property } from '../../../../support/avif/writer.ts'
import { join } from '../../../../support/bytes/image-writers.ts'
import { decodeWhole } from '../../../../support/engine/decode-whole.ts'
import { rawOf } from '../../../../support/picture/decoded.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'

const PICTURE = makePicture(32, 24)
const CHROMAS = ['4:4:4', '4:2:0'] as const
type Sampling = (typeof CHROMAS)[number]

let coded: Record<Sampling, CodedPicture>
beforeAll(async () => {
  const made = CHROMAS.map(async (chromaSubsampling) => {
    const image = sharp(PICTURE.data, rawOf(PICTURE)).removeAlpha()
    const file = await image.avif({ effort: 0, bitdepth: 10, chromaSubsampling }).toBuffer()
    return [chromaSubsampling, codedPictures(file)[0] ?? expect.fail()] as const
  })
  coded = Object.fromEntries(await Promise.all(made)) as Record<Sampling, CodedPicture>
})

function withMatrix(picture: CodedPicture, code: number, full: boolean): Uint8Array<ArrayBuffer> {
  const properties = [...sized(32, 24, picture), property.nclx(9, 16, code, full)]
  return avifFile({ items: [{ id: 1, properties, data: picture.data }] })
}

const unsupported = (code: number) =>
  expect.objectContaining({
    name: 'Failure',
    code: 'unsupported',
    detail: expect.stringContaining(`matrix coefficients ${code} `),
  })

describe.each(CHROMAS)('the matrix coefficients of a %s picture', (chroma) => {
  it.each([1, 2, 4, 5, 6, 7, 9, 12])('are applied: %d', async (code) => {
    for (const full of [true, false]) {
      const { data } = await decodeWhole(decoder, withMatrix(coded[chroma], code, full))
      const mean = data.reduce((sum, level) => sum + level, 0) / data.length
      // libavif leaves the pixels nearly black if it does not convert them.
      expect(mean).toBeGreaterThan(100)
    }
  })

  it.each([3, 10, 11, 13, 14, 15, 16, 17, 255])('are refused as unsupported: %d', async (code) => {
    for (const full of [true, false]) {
      const file = withMatrix(coded[chroma], code, full)
      await expect(decodeWhole(decoder, file)).rejects.toThrow(unsupported(code))
    }
  })
})

it('accepts the identity matrix only at full resolution, and YCgCo only in full range', async () => {
  const decode = (chroma: Sampling, code: number, full: boolean) =>
    decodeWhole(decoder, withMatrix(coded[chroma], code, full))
  await decode('4:4:4', 0, true)
  await expect(decode('4:2:0', 0, true)).rejects.toThrow(unsupported(0))
  await decode('4:2:0', 8, true)
  await expect(decode('4:2:0', 8, false)).rejects.toThrow(unsupported(8))
})

it('uses the matrix of the AV1 data without nclx, whatever precedes it in the sequence header', async () => {
  const picture = coded['4:2:0']
  const file = (matrix: number, more: object) => {
    const shape = {
      reduced: false,
      width: 32,
      height: 24,
      depth: 10,
      cicp: [9, 16, matrix],
      ...more,
    } as const
    const data = join(obu(2, []), sequenceObu(shape), picture.data)
    return avifFile({ items: [{ id: 1, properties: sized(32, 24, picture), data }] })
  }
  for (const more of [{}, { points: [0x101, 0x100] }, { timing: true }, { delays: true, level: 12 }])
    await expect(decodeWhole(decoder, file(10, more))).rejects.toThrow(unsupported(10))
})

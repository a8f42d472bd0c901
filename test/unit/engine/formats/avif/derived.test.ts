import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/avif/decoder.ts'
import { avifFile, type CodedPicture, codedPictures, gridOf, sized } from '../../../../support/avif/items.ts'
import { property } from '../../../../support/avif/writer.ts'
import { PROFILES } from '../../../../support/color/icc-writer.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import { heifProperty } from '../../../../support/heic/heif-file.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'

const { clap, irot } = property
const SIZE = { width: 60, height: 48 }
const { data } = makePicture(SIZE.width, SIZE.height)

async function coded(chromaSubsampling: '4:2:0' | '4:4:4'): Promise<CodedPicture> {
  const image = sharp(data, { raw: { ...SIZE, channels: 4 } }).removeAlpha()
  const [picture] = codedPictures(await image.avif({ effort: 0, chromaSubsampling }).toBuffer())
  if (!picture) throw new Error('there is no picture')
  return picture
}

describe.each(['4:2:0', '4:4:4'] as const)('a derived item (iden) of a %s picture', (chroma) => {
  let picture: CodedPicture
  beforeAll(async () => {
    picture = await coded(chroma)
  })

  /**
   * The area is 20 × 16 from (24, 10) on. `direct` crops and rotates the picture itself; `derived`
   * rotates an item derived from the cropped picture.
   */
  const area = clap([20, 1, 16, 1, 4, 1, -6, 1])
  const direct = () =>
    avifFile({
      items: [{ id: 1, properties: [...sized(60, 48, picture), area, irot(1)], data: picture.data }],
    })
  const derived = () =>
    avifFile({
      items: [
        { id: 1, properties: [...sized(60, 48, picture), area], data: picture.data },
        { id: 2, type: 'iden', properties: [irot(1)], data: new Uint8Array() },
      ],
      references: [{ type: 'dimg', from: 2, to: [1] }],
      primary: 2,
    })

  it('decodes to the same pixels as the picture itself', async () => {
    const header = headerOf(derived())
    expect(header).toMatchObject({ width: 20, height: 16, orientation: 8, coded: { ...SIZE, x: 24, y: 10 } })
    expect(header.sampling !== undefined).toBe(chroma === '4:2:0')
    const [shown, whole] = [await decodeWhole(decoder, derived()), await decodeWhole(decoder, direct())]
    expect(Buffer.compare(shown.data, whole.data)).toBe(0)
  })

  it('leaves the bytes of the file unchanged', async () => {
    for (const file of [derived(), direct()]) {
      const before = file.slice()
      await decodeWhole(decoder, file)
      expect(Buffer.compare(file, before)).toBe(0)
    }
  })
})

describe('a grid without a profile', () => {
  const tile = { width: 64, height: 64 }
  const picture = makePicture(100, 60)

  it('has the profile of its first tile', async () => {
    const grid = (profile: Uint8Array, properties: readonly Uint8Array[] = []) =>
      gridOf(picture, tile, {}, { properties, tileProperties: [heifProperty.profile(profile)] })
    const header = headerOf(await grid(PROFILES.displayP3))
    expect(header).toMatchObject({ icc: true, color: { kind: 'icc', profile: PROFILES.displayP3 } })
    const own = headerOf(await grid(PROFILES.displayP3, [heifProperty.profile(PROFILES.adobeRgb)]))
    expect(own).toMatchObject({ color: { profile: PROFILES.adobeRgb } })
  })
})

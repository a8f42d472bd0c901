import sharp from 'sharp'
import { expect, it } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/avif/decoder.ts'
import { codedPictures, pixi, sized } from '../../../../support/avif/items.ts'
import { join } from '../../../../support/bytes/image-writers.ts'
import { decodeWhole } from '../../../../support/engine/decode-whole.ts'
import { type HeifExtent, heifFile, heifProperty } from '../../../../support/heic/heif-file.ts'
import { failure } from '../../../../support/process/failure.ts'

const SIDE = 32

/**
 * Returns an AVIF whose item consists of three extents. The second one is a single byte at the
 * given file offset. It stands for an empty temporal delimiter's size, 0.
 */
async function fileOf(frames: number, size?: number): Promise<Uint8Array<ArrayBuffer>> {
  const image = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#c84' } })
  const [coded] = codedPictures(await image.avif({ effort: 0 }).toBuffer())
  if (!coded) throw new Error('there is no picture')
  expect([...coded.data.subarray(0, 2)]).toEqual([0x12, 0])
  const data = join(...Array<Uint8Array>(frames).fill(coded.data))
  let [parts, start] = [0, 0]
  const locate = (extent: HeifExtent): HeifExtent => {
    const part = parts++ % 3
    if (part === 0) start = extent.offset
    if (part === 0) return { ...extent, length: 1 }
    if (part === 1) return { ...extent, offset: size ?? start + 1, length: 1 }
    return { ...extent, offset: start + 2, length: data.length - 2 }
  }
  const middle = heifProperty.clap([7, 1, 7, 1, 0, 1, 0, 1])
  const properties = [...sized(SIDE, SIDE, coded), pixi(3, 8), middle]
  const items = [{ id: 1, type: 'av01', data, properties }]
  return heifFile({ items, brands: ['avif', 'mif1', 'avif'], extents: 3, locate })
}

/**
 * Returns the offset at which the aperture's association is: the only item's fourth, each two bytes
 * long. Decoders get this association as 0, because the Worker applies the aperture itself.
 */
async function association(): Promise<number> {
  return Buffer.from(await fileOf(1)).indexOf('ipma') + 4 + 4 + 4 + 2 + 1 + 6
}

it('counts frames that appear only after the aperture has been removed from the file', async () => {
  await expect(decodeWhole(decoder, await fileOf(5))).rejects.toThrow(failure('unsupported'))
  const hidden = await fileOf(5, await association())
  await expect(decodeWhole(decoder, hidden)).rejects.toThrow(failure('unsupported'))
})

it('decodes a picture of few frames', async () => {
  expect(await decodeWhole(decoder, await fileOf(1))).toMatchObject({ width: 7, height: 7 })
  expect(await decodeWhole(decoder, await fileOf(1, await association()))).toMatchObject({ width: 7 })
})

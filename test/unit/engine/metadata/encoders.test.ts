import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { EncodeSettings } from '../../../../src/engine/formats/codec.ts'
import { encoders } from '../../../../src/engine/formats/codecs.ts'
import { isStripped, writeMetadata } from '../../../../src/engine/formats/metadata.ts'
import { tiff } from '../../../support/bytes/image-writers.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { profile, xmpPacket } from '../../../support/metadata/tiff.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

describe.each<['jpeg' | 'png' | 'webp', Partial<EncodeSettings>]>([
  ['jpeg', {}],
  ['jpeg', { progressive: true }],
  ['png', {}],
  ['png', { alpha: true }],
  ['webp', {}],
  ['webp', { alpha: true }],
  ['webp', { lossless: true, alpha: true }],
])("the encoder's %s with %j", (format, settings) => {
  it('counts as stripped until it has metadata, which does not change its pixels', async () => {
    const frame = makePicture(61, 47, { alpha: settings.alpha ? 'soft' : 'none' })
    const { kernel, picture } = inKernel(frame)
    const image = await encoders[format].encode(picture, { ...SETTINGS, ...settings }, kernel)
    expect(isStripped(format, image)).toBe(true)

    const metadata = { exif: tiff(1), xmp: xmpPacket(), icc: profile('RGB ') }
    for (const [name, block] of Object.entries(metadata)) {
      const { width, height } = frame
      const written = writeMetadata(
        format,
        image,
        { [name]: block },
        { width, height, alpha: settings.alpha === true },
      )
      expect(isStripped(format, written), name).toBe(false)
      const pixels = (file: Uint8Array) => sharp(file, { ignoreIcc: true }).raw().toBuffer()
      expect(Buffer.compare(await pixels(written), await pixels(image)), name).toBe(0)
    }
  })
})

import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/avif/decoder.ts'
import { withAperture } from '../../../../support/avif/aperture.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { psnr } from '../../../../support/picture/psnr.ts'
import { failure } from '../../../../support/process/failure.ts'

describe.each(['none', 'soft'] as const)('a clean aperture, alpha: %s', (alpha) => {
  const { data, ...size } = makePicture(61, 47, { alpha })
  let plain: Buffer
  beforeAll(async () => {
    plain = await sharp(data, { raw: { ...size, channels: 4 } })
      .avif({ effort: 0, quality: 90 })
      .toBuffer()
  })

  it.each([
    [21, 1, 17, 1, 0, 1, 0, 1],
    [20, 1, 11, 1, 41, 2, -18, 1],
    [61, 1, 47, 1, 0, 1, 0, 1],
    [1, 1, 1, 1, -30, 1, 23, 1],
    // Apertures whose edges or sides lie between pixels.
    [20, 1, 16, 1, 0, 1, 0, 1],
    [61, 3, 53, 4, 5, 4, -7, 3],
    [41, 2, 33, 2, 5, 2, 1, 4],
    [122, 6, 28, 3, -1, 3, 17, 5],
  ])('is cropped as by libvips: %d/%d x %d/%d, offset by %d/%d, %d/%d', async (...numbers) => {
    const file = withAperture(plain, numbers)
    const { width, height, coded } = headerOf(file)
    const { x = 0, y = 0 } = coded ?? {}
    const ours = await decodeWhole(decoder, file)
    const whole = await decodeWhole(decoder, plain)
    const cut = await sharp(whole.data, { raw: { width: 61, height: 47, channels: 4 } })
      .extract({ left: x, top: y, width, height })
      .raw()
      .toBuffer()
    expect(Buffer.compare(ours.data, cut)).toBe(0)
    // libvips does not crop the alpha plane.
    const theirs = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    expect([theirs.info.width, theirs.info.height]).toEqual([width, height])
    expect(
      psnr(
        ours.data.filter((_, at) => at % 4 < 3),
        theirs.data,
      ),
    ).toBeGreaterThan(36)
  })

  it('plans memory for the whole coded image', () => {
    const header = headerOf(withAperture(plain, [1, 1, 1, 1, 0, 1, 0, 1]))
    const { coded: _, ...small } = header
    for (const side of [61, 4000]) {
      const coded = { width: side, height: side, x: 0, y: 0 }
      const whole = decoder.memory({ ...small, width: side, height: side }, 9000, 8)
      expect(decoder.memory({ ...small, coded }, 9000, 8)).toBe(whole)
    }
  })

  it('is refused if the coded image differs from the header', async () => {
    const file = withAperture(plain, [21, 1, 17, 1, 0, 1, 0, 1])
    const coded = { width: 60, height: 47, x: 0, y: 0 }
    await expect(decodeWhole(decoder, file, { ...headerOf(file), coded })).rejects.toThrow(failure('corrupt'))
  })
})

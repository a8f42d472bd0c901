import sharp from 'sharp'
import { expect, it } from 'vitest'
import { qualitiesBy } from '../../../bench/formats/curve.ts'
import { compareAtScores, sharpSampler } from '../../../bench/formats/peers.ts'
import { judgeBySsim } from '../../../bench/formats/similarity.ts'
import { landscape } from '../../../samples/landscape.ts'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import { decodeJxl, interleave } from '../../support/jxl/decoder/decode.ts'
import { encodeJxlLossy } from '../../support/jxl/lossy.ts'

const PAINTERS = { landscape, lighthouse, pebbles }
const SIZE = { width: 324, height: 216 }
const QUALITIES = [50, 75, 88]

/** Maximum bytes relative to the JPEG of sharp at the same SSIM. The largest ratio was 0.825. */
const MAX_RATIO = 0.86

it.each(Object.entries(PAINTERS))('takes fewer bytes than a JPEG at the same SSIM: %s', async (_, paint) => {
  const { width, height } = SIZE
  const frame = paint(width, height)
  const judge = judgeBySsim(frame)
  const theirs = sharpSampler(frame, { format: 'jpeg' }, judge)
  let sum = 0
  for (const quality of QUALITIES) {
    const file = encodeJxlLossy({ width, height, layout: 'rgba', data: frame.data }, quality)
    const pixels = Buffer.from(interleave(decodeJxl(file), 8))
    const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer()
    const ours = { quality, bytes: file.length, ...(await judge(png)) }
    const { ssim = Number.NaN } = await compareAtScores(theirs, ours, qualitiesBy(2))
    sum += Math.log(ssim)
  }
  expect(Math.exp(sum / QUALITIES.length)).toBeLessThan(MAX_RATIO)
})

import { expect, it } from 'vitest'
import { qualitiesBy } from '../../../bench/formats/curve.ts'
import { compareAtScores, sharpSampler } from '../../../bench/formats/peers.ts'
import { judgeBySsim } from '../../../bench/formats/similarity.ts'
import { landscape } from '../../../samples/landscape.ts'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import { yuvOf } from '../../support/picture/yuv.ts'
import { openVp8Encoder } from '../../support/webp/vp8-encoder.ts'
import { webpFile } from '../../support/webp/vp8-frames.ts'

const PAINTERS = { landscape, lighthouse, pebbles }
const SIZE = { width: 324, height: 216 }
const QUALITIES = [40, 75, 90]

/** libwebp's method that takes the time nearest to that of the kernel's encoder. */
const PEER = { format: 'webp', effort: 2 } as const

/**
 * Maximum bytes relative to libwebp at the same SSIM. The measured ratios were 0.92 to 0.93 on
 * 2026-11-29. `npm run bench -- --only webp --photos FOLDER` measures photographs.
 */
const MAX_RATIO = 0.96

it.each(Object.entries(PAINTERS))('takes fewer bytes than libwebp at the same SSIM: %s', async (_, paint) => {
  const { width, height } = SIZE
  const frame = paint(width, height)
  const picture = yuvOf(frame)
  const judge = judgeBySsim(frame)
  const theirs = sharpSampler(frame, PEER, judge)
  let sum = 0
  for (const quality of QUALITIES) {
    const file = webpFile(openVp8Encoder(width, height, quality).encode(picture))
    const ours = { quality, bytes: file.length, ...(await judge(file)) }
    const { ssim = Number.NaN } = await compareAtScores(theirs, ours, qualitiesBy(2))
    sum += Math.log(ssim)
    // `quality` means about the same for both.
    const same = await theirs(quality)
    expect(Math.abs(ours.ssim - same.ssim)).toBeLessThan(0.01)
    expect(Math.abs(Math.log(ours.bytes / same.bytes))).toBeLessThan(0.2)
  }
  expect(Math.exp(sum / QUALITIES.length)).toBeLessThan(MAX_RATIO)
})

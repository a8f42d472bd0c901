import sharp, { type Sharp } from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { bubble } from '../../../../../samples/bubble.ts'
import { pebbles } from '../../../../../samples/pebbles.ts'
import { writePng } from '../../../../../src/engine/formats/png/writer.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { pngKernel } from '../../../../support/png/kernel.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'

/**
 * Maximum file size relative to sharp's, for each compression level. The hash of node:zlib limits
 * the highest level.
 */
const MAX_RATIOS = [
  [3, 1.08],
  [6, 1.05],
  [9, 1.2],
] as const

type Picture = readonly [name: string, alpha: boolean, make: () => Frame | Promise<Frame>]

async function frameOf(image: Sharp): Promise<Frame> {
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}

const svg = (width: number, height: number, body: string) =>
  sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`),
  )

function discs(count: number, opacity: number): string {
  const random = randomNumbers(count)
  return Array.from({ length: count }, () => {
    const [x, y, r, hue] = [random() % 640, random() % 480, 12 + (random() % 60), random() % 360]
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${hue},70%,55%)" fill-opacity="${opacity}" stroke="#123" stroke-width="3"/>`
  }).join('')
}

function painted(
  width: number,
  height: number,
  level: (x: number, y: number, channel: number) => number,
): Frame {
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let at = 0; at < data.length; at++) {
    const pixel = at >> 2
    if (at % 4 < 3) data[at] = level(pixel % width, Math.floor(pixel / width), at % 4)
  }
  return { width, height, data }
}

/** Paints letters in one font on 20-pixel lines. Each letter always has the same pixels. */
function page(width: number, height: number): Frame {
  const random = randomNumbers(3)
  const glyphs = Array.from({ length: 26 }, () =>
    Uint8Array.from({ length: 108 }, () => Math.max(0, (random() & 511) - 256)),
  )
  const letters = Array.from({ length: 10_000 }, () => random() % 32)
  return painted(width, height, (x, y) => {
    const line = Math.floor(y / 20)
    const glyph = glyphs[letters[line * 101 + Math.floor(x / 9)] ?? 31]
    return y % 20 < 12 ? 255 - (glyph?.[(y % 20) * 9 + (x % 9)] ?? 0) : 255
  })
}

const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

function dithered(frame: Frame): Frame {
  return painted(frame.width, frame.height, (x, y, channel) => {
    const threshold = ((BAYER[(y & 3) * 4 + (x & 3)] ?? 0) + 0.5) / 16
    const level = frame.data[(y * frame.width + x) * 4 + channel] ?? 0
    return Math.min(5, Math.floor((level / 255) * 5 + threshold)) * 51
  })
}

/**
 * Reduces a picture to four levels per channel. The error of a pixel is carried to the next pixel
 * and to the one below.
 */
function diffused({ width, height, data }: Frame): Frame {
  const wanted = Float32Array.from(data)
  return painted(width, height, (x, y, channel) => {
    const at = (y * width + x) * 4 + channel
    const level = Math.max(0, Math.min(3, Math.round((wanted[at] ?? 0) / 85))) * 85
    const error = (wanted[at] ?? 0) - level
    for (const next of [at + 4, at + 4 * width]) wanted[next] = (wanted[next] ?? 0) + error / 2
    return level
  })
}

const PICTURES: readonly Picture[] = [
  ['a page of text', false, () => page(800, 600)],
  [
    'an opaque drawing',
    false,
    () => frameOf(svg(640, 480, `<rect width="640" height="480" fill="#fdf6e3"/>${discs(40, 1)}`)),
  ],
  ['a drawing with alpha', true, () => frameOf(svg(640, 480, discs(20, 1)))],
  ['translucent discs', true, () => frameOf(svg(640, 480, discs(30, 0.6)))],
  ['a small icon', true, () => frameOf(svg(64, 64, '<circle cx="32" cy="32" r="28" fill="#c33"/>'))],
  [
    'a gradient',
    false,
    () => painted(600, 400, (x, y, channel) => [x / 3, y / 2, 200 - (x + y) / 6][channel] ?? 0),
  ],
  ['a dithered picture', false, () => dithered(pebbles(480, 320))],
  [
    'pixel art',
    false,
    () => painted(640, 480, (x, y, channel) => ((x >> 3) * (y >> 3) * (channel + 3)) & 0xf0),
  ],
  ['an error-diffused picture', false, () => diffused(pebbles(480, 320))],
  ['a photograph', false, () => pebbles(480, 320)],
  ['a photograph with alpha', true, () => bubble(480, 360)],
]

describe.each(PICTURES)('the file of %s', (_, alpha, make) => {
  let frame: Frame
  beforeAll(async () => {
    frame = await make()
  })

  it.each(MAX_RATIOS)('is about as small as that of sharp at level %d', async (compression, most) => {
    const { width, height, data } = frame
    const image = sharp(data, { raw: { width, height, channels: 4 } })
    const theirs = await (alpha ? image : image.removeAlpha())
      .png({ compressionLevel: compression })
      .toBuffer()
    const ours = await writePng(frame, { compression, alpha }, pngKernel())
    expect(ours.length / theirs.length).toBeLessThanOrEqual(most)
  })
})

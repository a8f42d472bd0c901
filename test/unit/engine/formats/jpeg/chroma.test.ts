import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { encoder } from '../../../../../src/engine/formats/jpeg/encoder.ts'
import { SETTINGS } from '../../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../../support/engine/operate.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'

type Painted = readonly [name: string, svg: string]

const SIZE = { width: 400, height: 300 }
const svg = (content: string) => `<svg width="${SIZE.width}" height="${SIZE.height}">${content}</svg>`
const word = (fill: string, size: number) =>
  svg(`<text x="20" y="200" font-size="${size}" font-weight="bold" fill="${fill}">Words on it</text>`)

/** Returns the chroma of a JPEG in which a picture is painted over a photograph. */
async function chromaOf(over: string, photo = makePicture(SIZE.width, SIZE.height, { noise: 8 })) {
  const base = sharp(photo.data, { raw: { ...SIZE, channels: 4 } }).blur(1)
  const { data } = await base
    .composite([{ input: Buffer.from(over) }])
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { kernel, picture } = inKernel({ ...SIZE, data: new Uint8Array(data) })
  const file = await encoder.encode(picture, { ...SETTINGS, subsampling: 'auto' }, kernel)
  return (await sharp(file).metadata()).chromaSubsampling
}

describe('chroma of RGBA without an option', () => {
  test.each<Painted>([
    ['red words', word('#e00000', 40)],
    ['blue words', word('#1040ff', 40)],
    [
      'a red logo on white',
      svg('<rect width="400" height="300" fill="#fff"/><circle cx="90" cy="90" r="60" fill="#e30613"/>'),
    ],
    ['a chart', svg('<path d="M0 300L400 0M0 0L400 300" stroke="#00a000" stroke-width="5"/>')],
  ])('keeps its full size: %s', async (_, over) => {
    expect(await chromaOf(over)).toBe('4:4:4')
  })

  test.each<Painted>([
    ['nothing', svg('')],
    ['white words', word('#fff', 30)],
    ['gray words', word('#808080', 40)],
    [
      'black lines on white',
      svg('<rect width="400" height="300" fill="#fff"/><path d="M0 9H400M9 0V300" stroke="#000"/>'),
    ],
  ])('is halved: %s', async (_, over) => {
    expect(await chromaOf(over)).toBe('4:2:0')
  })

  it('is halved in noise, and in pictures of fewer than 8 columns', async () => {
    for (const frame of [
      makePicture(200, 100, { noise: 255 }),
      makePicture(7, 300, { noise: 255 }),
      makePicture(300, 1),
    ]) {
      const { kernel, picture } = inKernel(frame)
      const file = await encoder.encode(picture, { ...SETTINGS, subsampling: 'auto' }, kernel)
      expect((await sharp(file).metadata()).chromaSubsampling).toBe('4:2:0')
    }
  })
})

it('counts the blocks whose chroma changes', () => {
  const width = 64
  const height = 33
  const data = new Uint8Array(4 * width * height).fill(255)
  const paint = (x: number, y: number) => data.set([255, 0, 0, 255], 4 * (y * width + x))
  // One pixel in each of three blocks, one in the last row, which has no pair.
  for (const [x, y] of [
    [0, 0],
    [9, 3],
    [63, 31],
    [20, 32],
  ] as const)
    paint(x, y)
  // A whole block has one color.
  for (const [x, y] of [
    [30, 10],
    [31, 10],
    [30, 11],
    [31, 11],
  ] as const)
    paint(x, y)
  const { kernel, picture } = inKernel({ width, height, data })
  const count = (loss: number) => kernel.countChromaEdges(picture.planes[0].address, width, height, loss)
  expect(count(64 * 64)).toBe(3)
  // Red has Cb 85 and Cr 255, so a block loses three quarters of 43² + 127².
  expect(count(13_400)).toBe(3)
  expect(count(13_700)).toBe(0)
})

import sharp from 'sharp'
import { expect, it, test } from 'vitest'
import type { Box, Size } from '../../../../src/engine/picture/size.ts'
import { transformed } from '../../../support/engine/transformed.ts'
import { pngFile, pngPicture } from '../../../support/png/writer.ts'
import { spreadRows } from '../../../support/properties/runs.ts'

const SIZE: Size = { width: 61, height: 47 }
const BOX: Box = { x: 17, y: 9, width: 29, height: 31 }

/** Returns a PNG, and the PNG that has only the box of it. */
function wholeAndPart(colorType: number, depth: number): readonly [Uint8Array, Uint8Array] {
  const whole = pngPicture(colorType, depth, SIZE.width, SIZE.height)
  const channels = whole.samples.length / (SIZE.width * SIZE.height)
  const samples = Array.from({ length: BOX.height }, (_, row) => {
    const from = ((BOX.y + row) * SIZE.width + BOX.x) * channels
    return [...whole.samples.subarray(from, from + BOX.width * channels)]
  })
  const { width, height } = BOX
  return [pngFile(whole), pngFile({ ...whole, width, height, samples: Uint16Array.from(samples.flat()) })]
}

const FILTERS = ['lanczos3', 'mitchell', 'catrom', 'triangle', 'magic', 'hqx']
const SIZES = [
  'width=3',
  'width=12',
  'height=20',
  'width=70',
  'width=40&height=40',
  'width=40&height=9&fit=fill',
]
const QUERIES = [
  '',
  'linear=1&width=11',
  'gamma=2.2&width=11',
  'width=20&height=20&position=top',
  'width=25&blur=2',
  ...FILTERS.flatMap((filter) => SIZES.map((size) => `filter=${filter}&${size}`)),
]

test.each([
  [0, 8],
  [2, 8],
  [6, 8],
  [6, 16],
])('a crop of a PNG of color type %d, %d bits, equals a picture of it alone', async (colorType, depth) => {
  const [whole, part] = wholeAndPart(colorType, depth)
  const crop = [BOX.width, BOX.height, BOX.x, BOX.y].join()
  for (const query of spreadRows(QUERIES, 12)) {
    const separator = query && '&'
    const cut = await transformed(whole, `crop=${crop}${separator}${query}&format=png`)
    const alone = await transformed(part, `${query}${separator}format=png`)
    expect(Buffer.compare(cut.body, alone.body), query).toBe(0)
  }
})

it('gives both sides of an edge their own colors in a JPEG whose chroma is halved', async () => {
  const { width, height } = { width: 64, height: 64 }
  const data = Buffer.alloc(3 * width * height)
  for (let at = 0; at < data.length; at += 3) data[at < 3 * width * 32 ? at : at + 2] = 200
  const jpeg = sharp(data, { raw: { width, height, channels: 3 } }).jpeg({
    quality: 95,
    chromaSubsampling: '4:2:0',
  })
  const file = new Uint8Array(await jpeg.toBuffer())
  for (const size of ['', '&width=90', '&width=11', '&width=90&linear=1']) {
    const { body } = await transformed(file, `crop=64,32,0,32${size}&format=png`)
    const { data: shown } = await sharp(body).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    const first = [...shown.subarray(0, 3)]
    const last = [...shown.subarray(shown.length - 3)]
    expect(first).toEqual(last)
  }
})

import sharp from 'sharp'
import { expect, test } from 'vitest'
import { decoders } from '../../../../../src/engine/formats/codecs.ts'
import { vp8Planes } from '../../../../../src/engine/formats/webp/vp8.ts'
import { type CropBox, croppedPlane } from '../../../../../src/engine/picture/crop-box.ts'
import type { Pixels } from '../../../../../src/engine/picture/picture.ts'
import { cropped } from '../../../../../src/engine/rows/cropped.ts'
import { partStripsMemory, rgbaStrips, rgbaStripsMemory } from '../../../../../src/engine/rows/rgba-strips.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { imageChunks, vp8x, WEBP, webp } from '../../../../support/bytes/image-writers.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { headerOf } from '../../../../support/engine/decode-whole.ts'
import { rawOf } from '../../../../support/picture/decoded.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { writeAnimatedWebp } from '../../../../support/webp/animation.ts'

const SIZE = { width: 62, height: 90 }
const FRAME = { left: 6, top: 4, ...SIZE }
const CANVAS = { width: 80, height: 100 }
const picture = makePicture(SIZE.width, SIZE.height, { alpha: 'soft', noise: 60 })
const image = sharp(picture.data, rawOf(picture))
const lossy = { quality: 70 }
const opaque = new Uint8Array(await image.clone().removeAlpha().webp(lossy).toBuffer())
const clear = withAlpha(new Uint8Array(await image.clone().webp(lossy).toBuffer()))
const film = writeAnimatedWebp({ ...CANVAS, frames: [{ image: imageChunks(opaque), ...FRAME }] })
const twice = writeAnimatedWebp({
  ...CANVAS,
  frames: [0, 1].map(() => ({ image: imageChunks(opaque), ...FRAME })),
})

/** Adds a file's alpha to the opaque image. libwebp itself would change transparent colors. */
function withAlpha(file: Uint8Array): Uint8Array {
  const alpha = imageChunks(file)
  const length = 8 + new DataView(alpha.buffer, alpha.byteOffset).getUint32(4, true)
  const chunk = alpha.subarray(0, length + (length % 2))
  return webp(vp8x(WEBP.alpha, SIZE.width, SIZE.height), chunk, imageChunks(opaque))
}

/** Crop boxes with even and odd edges. Some edges coincide with the image's. */
const CROPS: readonly CropBox[] = [
  { x: 7, y: 11, width: 20, height: 33 },
  { x: 8, y: 70, width: 54, height: 20 },
  { x: 0, y: 67, width: 31, height: 1 },
].map((box) => ({ ...box, picture: SIZE }))

/** Returns the pixels as they are after a crop. */
async function pixelsOf(pixels: Pixels, crop: CropBox): Promise<readonly number[]> {
  const { planes, strips } = cropped(pixels, crop)
  const bytes = 4 * (planes[0]?.width ?? 0)
  const shown: number[] = []
  for await (const { planes: parts } of strips)
    for (const { rows, stride, count } of parts)
      for (let row = 0; row < count; row++) shown.push(...rows.subarray(row * stride, row * stride + bytes))
  return shown
}

async function decoded(file: Uint8Array, crop: CropBox): Promise<readonly number[]> {
  const header = headerOf(file)
  const decode = decoders[header.format].decode(byteInput(file, [99, 300]), header, openKernel(), 8, { crop })
  return pixelsOf(await decode, crop)
}

/** Returns the opaque image with chroma that is only enlarged from samples within the crop. */
async function reference(crop: CropBox): Promise<readonly number[]> {
  const kernel = openKernel()
  const planar = await decoders.webp.decode(byteInput(opaque), headerOf(opaque), kernel, 8)
  return pixelsOf(rgbaStrips(kernel, cropped(planar, crop)), crop)
}

const withoutAlpha = (pixels: readonly number[]) => pixels.filter((_, at) => at % 4 < 3)
const alphaOf = (pixels: readonly number[]) => pixels.filter((_, at) => at % 4 === 3)

test.each(CROPS)('enlarges chroma of a lossy image with alpha within $x,$y alone', async (crop) => {
  const shown = await decoded(clear, crop)
  expect(shown.length).toBe(4 * crop.width * crop.height)
  const rows = Array.from({ length: crop.height }, (_, row) => {
    const from = (crop.y + row) * SIZE.width + crop.x
    return alphaOf([...picture.data.subarray(4 * from, 4 * (from + crop.width))])
  })
  expect(alphaOf(shown)).toEqual(rows.flat())
  expect(withoutAlpha(shown)).toEqual(withoutAlpha(await reference(crop)))
})

/** Returns one of the image's crop boxes in canvas pixels. */
const onCanvas = ({ x, y, width, height }: CropBox): CropBox => ({
  ...{ x: x + FRAME.left, y: y + FRAME.top, width, height },
  picture: CANVAS,
})

test.each(CROPS)('enlarges chroma of the first frame within $x,$y alone', async (crop) => {
  expect(await decoded(film, onCanvas(crop))).toEqual(await reference(crop))
})

test.each(CROPS)('enlarges chroma of an animation within $x,$y alone', async (crop) => {
  const [within, expected] = [onCanvas(crop), await reference(crop)]
  const { animation } = decoders.webp
  const opened = await animation?.open(byteInput(twice, [99, 300]), headerOf(twice), openKernel(), within)
  const frames: (readonly number[])[] = []
  for await (const { pixels } of opened?.frames ?? []) frames.push(await pixelsOf(pixels, within))
  expect(frames).toEqual([expected, expected])
})

test('is transparent where a crop meets no frame', async () => {
  const crop = { x: 0, y: 0, width: 5, height: 50, picture: CANVAS }
  expect(await decoded(film, crop)).toEqual(Array.from({ length: 4 * 5 * 50 }, () => 0))
})

test('takes at most the planned memory, also if the band of a part is better filled', () => {
  for (const width of [1, 9, 127, 4097, 9001, 16_000, 16_383])
    for (const height of [1, 3, 90]) {
      const planes = vp8Planes({ width, height })
      const most = partStripsMemory(planes)
      expect(most).toBeGreaterThanOrEqual(rgbaStripsMemory('ycc', planes))
      for (const length of new Set([1, width >> 3, width >> 1, width - 1, Math.min(width, 8192)])) {
        const crop = { x: 0, y: 0, width: Math.max(1, length), height, picture: { width, height } }
        const part = planes.map((plane) => croppedPlane(plane, crop))
        expect(rgbaStripsMemory('ycc', part), `${length} of ${width}`).toBeLessThanOrEqual(most)
      }
    }
})

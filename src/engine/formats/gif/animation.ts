import { Failure } from '../../../errors.ts'
import type { ByteSource } from '../../bytes/byte-source.ts'
import type { CommonHeader } from '../../picture/header.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import type { Animation, AnimationFrame } from '../animation.ts'
import type { AnimationDecoder } from '../animation-decoder.ts'
import { type Canvas, canvasBytes, openCanvas } from '../canvas.ts'
import { colorTableBytes, isRestoring } from './blocks.ts'
import { screenOf } from './header.ts'
import { paintingMemory } from './memory.ts'
import { type ImageReader, imageReader, type NextImage } from './next-image.ts'
import { setPalette } from './palette.ts'
import { type GifStream, gifStream } from './stream.ts'

const SCREEN = 13

/**
 * Maximum number of pixels in one animation image: four times the screen or 65,536, whichever is
 * more. Pixels beyond the screen are decoded but never shown, so a larger image only wastes CPU
 * time.
 */
const MAX_SCREENS = 4
const MIN_PIXELS = 65_536

/**
 * Returns the number of image rows to decode. Rows below the screen are left out. An interlaced
 * image needs all its rows, because its passes spread over the whole height.
 */
function rowsOf({ box, interlaced }: NextImage, screen: Size): number {
  const shown = Math.max(0, Math.min(box.height, screen.height - box.y))
  const rows = interlaced && shown > 0 ? box.height : shown
  if (rows * box.width > Math.max(MIN_PIXELS, MAX_SCREENS * screen.width * screen.height))
    throw new Failure('corrupt', 'GIF: an image is far larger than the screen')
  return box.width > 0 ? rows : 0
}

/**
 * Passes a piece of image data to the kernel, and returns the number of rows that the kernel
 * painted. It stops after `missing` rows, so that damage behind the last needed row has no effect.
 */
function feed(kernel: Kernel, piece: Uint8Array, missing: number): number {
  view(kernel, kernel.gifInput(), piece.length).set(piece)
  let painted = 0
  let rows = kernel.gifFeed(piece.length)
  for (; rows > 0 && painted < missing; rows = kernel.gifFeed(0)) painted += rows
  if (rows < 0 && painted < missing) throw kernelFailure(rows, 'GIF')
  return painted
}

async function paint(kernel: Kernel, canvas: Canvas, image: NextImage, input: GifStream): Promise<void> {
  const { box, interlaced, colors, codeSize, transparent } = image
  let missing = rowsOf(image, canvas)
  if (missing === 0) return input.chain(() => undefined)
  const status = kernel.gifOpen({
    onto: canvas.address,
    width: canvas.width,
    height: canvas.height,
    x: box.x,
    y: box.y,
    imageWidth: box.width,
    imageHeight: box.height,
    interlaced: Number(interlaced),
    codeSize,
  })
  if (status < 0) throw new Failure('corrupt', 'GIF: the size of the image or of its codes is not valid')
  setPalette(kernel, colors, transparent)
  await input.chain((piece) => {
    if (missing > 0) missing -= feed(kernel, piece, missing)
  })
  if (missing > 0) throw new Failure('corrupt', 'GIF: the file ends before the image does')
}

async function* compose(
  input: GifStream,
  images: ImageReader,
  first: NextImage,
  canvas: Canvas,
  kernel: Kernel,
): AsyncGenerator<AnimationFrame> {
  let saved: Canvas | undefined
  let image: NextImage | undefined = first
  try {
    while (image) {
      if (isRestoring(image.disposal)) {
        saved ??= openCanvas(kernel, canvas)
        saved.copy(canvas)
      }
      await paint(kernel, canvas, image, input)
      yield { duration: image.delay * 10, pixels: canvas.pixels }
      if (image.disposal === 2) canvas.clear(image.box)
      else if (saved && isRestoring(image.disposal)) canvas.copy(saved)
      image = await images.next()
    }
  } finally {
    await input.close()
  }
}

async function open(source: ByteSource, header: CommonHeader, kernel: Kernel): Promise<Animation> {
  const input = gifStream(source.chunks(), kernel.gifCapacity())
  try {
    const start = await input.block(SCREEN)
    const global = await input.read(colorTableBytes(start?.u8(10) ?? 0))
    const images = imageReader(input, global)
    const first = await images.next()
    if (!start || !first) throw new Failure('corrupt', 'GIF: the file ends before its first image')
    const screen = screenOf({ width: start.u16le(6), height: start.u16le(8) }, first.box)
    if (screen.width !== header.width || screen.height !== header.height)
      throw new Failure('corrupt', 'GIF: the image data contradicts its header; upload the file again')
    const canvas = openCanvas(kernel, header)
    return {
      get loops() {
        const { repeats } = images
        // Viewers show an animation once more than the number of repeats in the file.
        return repeats === undefined ? 1 : repeats && repeats + 1
      },
      frames: compose(input, images, first, canvas, kernel),
    }
  } catch (error) {
    await input.close()
    throw error
  }
}

/**
 * Decodes all images in a GIF as viewers show them. The screen is transparent where nothing was
 * painted, and where an image was removed. If the file ends between two images, the images before
 * its end are decoded. If it ends within an image's data, it counts as damaged.
 */
export const animation: AnimationDecoder = {
  memory: (header, _, { restores }) => ({
    throughout: (restores ? 2 : 1) * canvasBytes(header) + paintingMemory(header),
    frame: 0,
  }),
  open,
}

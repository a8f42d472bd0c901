import type { Box, Size } from '../../../src/engine/picture/size.ts'
import { gridsOf, type JpegComponent } from '../jpeg/writer.ts'
import type { PngPicture } from '../png/writer.ts'

/** Function that returns `true` if a box of pixels is hidden and therefore may change. */
export type IsHidden = (box: Box) => boolean

/** Returns `true` if two boxes have a pixel in common. */
export const touches = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** Changes all blocks of the MCUs that are hidden. */
export function disturbedMcus(
  size: Size,
  components: readonly JpegComponent[],
  isHidden: IsHidden,
): readonly JpegComponent[] {
  const side = (factor: (it: JpegComponent) => number) => 8 * Math.max(...components.map(factor))
  const alone = components.length === 1
  return components.map((component, index) => {
    const { whole, factors } = gridsOf(size, components, index)
    const mcu = {
      width: alone ? 8 : side(({ h }) => h),
      height: alone ? 8 : side(({ v }) => v),
    }
    const blocks = component.blocks.map((block, at) => {
      const [column, row] = [at % whole.wide, Math.floor(at / whole.wide)]
      const x = mcu.width * Math.floor(column / factors.h)
      const y = mcu.height * Math.floor(row / factors.v)
      return isHidden({ x, y, ...mcu }) ? block.map((level, k) => (k < 12 ? 5 - level : level)) : block
    })
    return { ...component, blocks }
  })
}

/** Changes all samples of the pixels that are hidden. */
export function disturbedPixels(picture: PngPicture, isHidden: IsHidden): PngPicture {
  const { width, height, samples, palette, depth } = picture
  const channels = samples.length / (width * height)
  const most = palette ? palette.length - 1 : 2 ** depth - 1
  const changed = samples.map((sample, at) => {
    const pixel = Math.floor(at / channels)
    const place = { x: pixel % width, y: Math.floor(pixel / width), width: 1, height: 1 }
    return isHidden(place) ? most - sample : sample
  })
  return { ...picture, samples: changed }
}

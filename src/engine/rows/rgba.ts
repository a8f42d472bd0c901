import { Failure } from '../../errors.ts'
import { type Layout, type Picture, type Pixels, type Plane, pixelBytes } from '../picture/picture.ts'
import { areaOf, type Size } from '../picture/size.ts'
import { type Kernel, view } from '../wasm/kernel.ts'
import { weightsOf } from './matrix.ts'

/** Picture with one plane, four bytes per pixel and straight alpha. */
export interface RgbaPicture extends Picture {
  readonly layout: 'rgba'
  readonly planes: readonly [Plane]
}

type Samples = Pick<Picture, 'inverted' | 'inks'> &
  Pick<Pixels, 'range' | 'matrix'> & { readonly layout: Layout }

/**
 * Converts each component's samples to RGBA.
 * @param addresses addresses at which each component's samples begin
 */
export function convertPlanes(
  kernel: Kernel,
  { layout, inverted = false, inks = 0, range = 'full', matrix = 'bt601' }: Samples,
  addresses: readonly number[],
  count: number,
  out: number,
): void {
  const [a = 0, b = 0, c = 0, d = 0] = addresses
  if (layout === 'gray') kernel.grayToRgba(a, count, out)
  else if (layout === 'ycc' && matrix !== 'bt601')
    kernel.weightedToRgba({ y: a, cb: b, cr: c, count, out, ...weightsOf(matrix, range) })
  else if (layout === 'ycc' && range === 'limited') kernel.limitedToRgba(a, b, c, count, out)
  else if (layout === 'ycc') kernel.yccToRgba(a, b, c, count, out)
  else if (layout === 'rgb') kernel.rgbToRgba(a, b, c, count, out)
  else if (layout === 'cmyk')
    kernel.cmykToRgba({ c: a, m: b, y: c, k: d, count, inverted: Number(inverted), out, grid: inks })
  else if (layout === 'ycck')
    kernel.ycckToRgba({ y: a, cb: b, cr: c, k: d, count, inverted: Number(inverted), out, grid: inks })
}

/** Checks that all planes have their picture's size. @throws Failure internal */
export function assertSameSizes({ width, height, layout, planes }: Picture): void {
  if (planes.some((plane) => plane.width !== width || plane.height !== height))
    throw new Failure('internal', undefined, `a ${layout} picture has planes of different sizes`)
}

/** Returns the size in bytes of an RGBA picture's pixels. */
export const rgbaBytes = (size: Size): number => pixelBytes('rgba') * areaOf(size)

/** Copies the pixels of a picture, if it is RGBA, to a new block. */
export function copyRgba(kernel: Kernel, picture: Picture): Picture {
  if (picture.layout !== 'rgba') return picture
  const from = picture.planes[0]?.address ?? 0
  const address = kernel.alloc(rgbaBytes(picture))
  view(kernel, 0, address + rgbaBytes(picture)).copyWithin(address, from, from + rgbaBytes(picture))
  return { ...picture, planes: picture.planes.map((plane) => ({ ...plane, address })) }
}

/** Converts a picture to RGBA. All its planes must have its size. RGBA passes unchanged. */
export function rgba(kernel: Kernel, picture: Picture): RgbaPicture {
  const { width, height, layout, inverted = false, inks, matrix, planes } = picture
  const count = width * height
  assertSameSizes(picture)
  if (layout === 'rgba')
    return { width, height, layout, planes: [{ width, height, address: planes[0]?.address ?? 0 }] }
  const out = kernel.alloc(count * 4)
  convertPlanes(
    kernel,
    { layout, inverted, inks, matrix },
    planes.map(({ address }) => address),
    count,
    out,
  )
  return { width, height, layout: 'rgba', planes: [{ width, height, address: out }] }
}

import type { Picture } from '../../picture/picture.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import type { EncodeSettings } from '../codec.ts'

type ChromaSettings = Pick<EncodeSettings, 'subsampling'>

/**
 * `true` if the encoder stores chroma at half the width and height of every picture. With the
 * subsampling `auto` it may keep the full size, for which memory is planned.
 */
export const halvesChroma = ({ subsampling }: ChromaSettings): boolean => subsampling === '420'

/** Returns the chroma of planes that the encoder takes. With `auto`, planes are halved. */
export const chromaOfPlanes = ({ subsampling }: ChromaSettings): 'full' | 'halved' =>
  subsampling === '444' ? 'full' : 'halved'

/** Layouts of `encodeOpen`. */
export const LAYOUTS = { gray: 0, full: 1, halved: 2 } as const

/** Planes of a picture, as the kernel's encoder takes them. */
export interface KernelPlanes {
  /** Layout for `encodeOpen`. */
  readonly layout: number
  /** Arguments of `encodePlanes`. */
  readonly planes: readonly [y: number, yStride: number, cb: number, chromaStride: number, cr: number]
}

/**
 * Returns the planes of a picture. RGBA pixels are replaced by planes in the same memory, which
 * takes `planesMemory` bytes besides.
 */
export function kernelPlanes(picture: Picture, settings: ChromaSettings, kernel: Kernel): KernelPlanes {
  const { width, height, layout, planes } = picture
  const [first = 0, cb = 0, cr = 0] = planes.map(({ address }) => address)
  if (layout === 'gray') return { layout: LAYOUTS.gray, planes: [first, width, 0, width, 0] }
  if (layout === 'ycc') {
    const chroma = planes[1] ?? picture
    const isFull = chroma.width === width && chroma.height === height
    return { layout: LAYOUTS[isFull ? 'full' : 'halved'], planes: [first, width, cb, chroma.width, cr] }
  }
  const halved = chromaOfPlanes(settings) === 'halved'
  kernel.rgbaToYccRows(first, width, height, halved ? 1 : 0)
  const stride = 4 * width
  return {
    layout: LAYOUTS[halved ? 'halved' : 'full'],
    planes: [first, stride, first + width, halved ? 2 * stride : stride, first + 2 * width],
  }
}

/** Returns the bytes that `kernelPlanes` allocates in the kernel for RGBA pixels. */
export const planesMemory = (width: number): number => 2 * width

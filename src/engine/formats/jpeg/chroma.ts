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

/**
 * Sum of the squared changes of Cb and Cr in 2 × 2 pixels from which halved chroma is visible: that
 * of an edge along the middle, between colors that differ by 64 levels.
 */
const VISIBLE_LOSS = 64 * 64

/**
 * Share of the blocks of 2 × 2 pixels that may lose their edge. 220 photographs of 250 to 2400
 * pixels lose at most 0.06 %. Colored texts and logos of a third of the width lose 0.12 to 0.8 %,
 * charts, tables and icons up to 3.2 %, screenshots up to 8.2 %. With full chroma, files above the
 * share have 0.93 of the bytes at the same SSIMULACRA2 (38 pictures, qualities 75 to 88,
 * 2026-11-30). Photographs have 1.08.
 */
const MAX_LOST_EDGES = 0.001

/** The same for noise, in which nobody sees halved chroma. Screenshots stay below a tenth. */
const NOISE = 0.25

/** `true` if a picture of RGBA has edges that are only visible in chroma of full size. */
function hasChromaEdges({ width, height, planes }: Picture, kernel: Kernel): boolean {
  const blocks = Math.floor(width / 8) * 4 * Math.floor(height / 2)
  const lost = kernel.countChromaEdges(planes[0]?.address ?? 0, width, height, VISIBLE_LOSS)
  return lost > MAX_LOST_EDGES * blocks && lost < NOISE * blocks
}

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
 * Returns the planes of a picture. With the subsampling `auto`, chroma of RGBA keeps its full size
 * if the picture has edges that would blur. RGBA pixels are replaced by planes in the same memory,
 * which takes `planesMemory` bytes besides.
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
  const isFull = settings.subsampling === 'auto' ? hasChromaEdges(picture, kernel) : !halvesChroma(settings)
  const halved = !isFull
  kernel.rgbaToYccRows(first, width, height, halved ? 1 : 0)
  const stride = 4 * width
  return {
    layout: LAYOUTS[halved ? 'halved' : 'full'],
    planes: [first, stride, first + width, halved ? 2 * stride : stride, first + 2 * width],
  }
}

/**
 * Returns the bytes that `kernelPlanes` allocates in the kernel for RGBA pixels: a row of samples
 * and eight halved rows of 16 bits (`halfChromaBytes` in the kernel).
 */
export const planesMemory = (width: number): number => 32 + 18 * 8 * Math.ceil(Math.ceil(width / 2) / 8)

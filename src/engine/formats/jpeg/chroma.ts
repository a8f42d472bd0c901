import type { Picture } from '../../picture/picture.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import type { EncodeSettings } from '../codec.ts'

type ChromaSettings = Pick<EncodeSettings, 'subsampling'>

/**
 * `true` if the encoder stores chroma at half width and height in every picture. With `auto`
 * subsampling it may keep the full size, so memory is planned for full size.
 */
export const halvesChroma = ({ subsampling }: ChromaSettings): boolean => subsampling === '420'

/** Returns the chroma size in the planes that the encoder takes. With `auto`, chroma is halved. */
export const chromaOfPlanes = ({ subsampling }: ChromaSettings): 'full' | 'halved' =>
  subsampling === '444' ? 'full' : 'halved'

/**
 * Sum of squared Cb and Cr changes in 2 × 2 pixels from which halving chroma is visible. The value
 * stands for an edge along the middle, between colors that differ by 64 levels.
 */
const VISIBLE_LOSS = 64 * 64

/**
 * Share of 2 × 2 pixel blocks that may lose their edge. 220 photographs with 250 to 2400 pixels
 * lose at most 0.06 %. Colored texts and logos that fill a third of the width lose 0.12 to 0.8 %,
 * charts, tables and icons up to 3.2 %, screenshots up to 8.2 %. At the same SSIMULACRA2, full
 * chroma multiplies the file size by 0.93 above this share and by 1.08 for photographs (38
 * pictures, qualities 75 to 88, 2026-11-30).
 */
const MAX_LOST_EDGES = 0.001

/**
 * Share of such blocks from which a picture counts as noise, in which nobody sees halved chroma.
 * Screenshots stay below a tenth.
 */
const NOISE = 0.25

/** `true` if an RGBA picture has edges that are only visible in full-size chroma. */
function hasChromaEdges({ width, height, planes }: Picture, kernel: Kernel): boolean {
  const blocks = Math.floor(width / 8) * 4 * Math.floor(height / 2)
  const lost = kernel.countChromaEdges(planes[0]?.address ?? 0, width, height, VISIBLE_LOSS)
  return lost > MAX_LOST_EDGES * blocks && lost < NOISE * blocks
}

/** Values for the `layout` parameter in `encodeOpen`. */
export const LAYOUTS = { gray: 0, full: 1, halved: 2 } as const

/** A picture's planes, as the kernel's encoder takes them. */
export interface KernelPlanes {
  /** Layout for `encodeOpen`. */
  readonly layout: number
  /** Arguments for `encodePlanes`. */
  readonly planes: readonly [y: number, yStride: number, cb: number, chromaStride: number, cr: number]
}

/**
 * Returns a picture's planes. With `auto` subsampling, chroma keeps its full size if an RGBA
 * picture has edges that would blur. The planes replace RGBA pixels in the same memory, which takes
 * `planesMemory` bytes in addition.
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
 * Returns the bytes that `kernelPlanes` allocates in the kernel for RGBA pixels: one sample row and
 * eight halved 16-bit rows (`halfChromaBytes` in the kernel).
 */
export const planesMemory = (width: number): number => 32 + 18 * 8 * Math.ceil(Math.ceil(width / 2) / 8)

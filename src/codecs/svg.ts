import { Failure } from '../errors.ts'
import type { SvgHeader } from '../probe/svg.ts'
import { guarded } from './border.ts'
import type { Picture, PlaneSize } from './codec.ts'
import { type Kernel, view } from './kernel.ts'
import { draw, THORVG_MEMORY } from './thorvg.ts'

/** Pictures that opacity and masks within each other may take, beside the one that is made. */
const LAYERS = 4
/** Most pixels that are filled if every element covers all of the picture: some ten seconds of gradients. */
const MAX_FILLED = 2_000_000_000

/** Bytes that the rasteriser's memory may grow to. */
function heapFor({ layered }: SvgHeader, { width, height }: PlaneSize): number {
  return THORVG_MEMORY + width * height * 4 * (1 + (layered ? LAYERS : 0))
}

/** Bytes that drawing an SVG takes at its peak, the picture in the kernel included. */
export function svgMemory(header: SvgHeader, size: PlaneSize): number {
  return heapFor(header, size) + size.width * size.height * 4
}

/**
 * Draws an SVG, stretched to a size, into the kernel's memory.
 * @param header from `probeSvg`, which has let it pass
 * @returns RGBA, straight alpha
 * @throws Failure corrupt, too-large, over-budget
 */
export function drawSvg(svg: Uint8Array, header: SvgHeader, size: PlaneSize, kernel: Kernel): Picture {
  const { width, height } = size
  const count = width * height
  if (header.drawn * count > MAX_FILLED)
    throw new Failure('too-large', `SVG: ${header.drawn} elements are too many at ${width}x${height}`)
  const drawn = guarded('corrupt', [], () => draw(svg, size, heapFor(header, size)))
  const address = kernel.alloc(count * 4)
  view(kernel, address, count * 4).set(drawn)
  kernel.unpremultiply(address, count)
  return { width, height, layout: 'rgba', planes: [{ width, height, address }] }
}

import { Failure } from '../errors.ts'
import type { Svg } from '../probe/svg.ts'
import { guarded } from './border.ts'
import type { Picture, PlaneSize } from './codec.ts'
import { type Kernel, view } from './kernel.ts'
import { draw, THORVG_MEMORY } from './thorvg.ts'

/** Pictures that opacity and masks within each other may take, beside the one that is made. */
const LAYERS = 4
/** Most pixels that are filled if every element covers all of the picture: some ten seconds of gradients. */
const MAX_FILLED = 2_000_000_000

/** Bytes that the rasteriser's memory may grow to. */
function heapFor({ layered }: Pick<Svg, 'layered'>, { width, height }: PlaneSize): number {
  return THORVG_MEMORY + width * height * 4 * (1 + (layered ? LAYERS : 0))
}

/** Bytes that drawing an SVG takes at its peak, the picture in the kernel included. */
export function svgMemory(svg: Pick<Svg, 'layered'>, size: PlaneSize): number {
  return heapFor(svg, size) + size.width * size.height * 4
}

/**
 * Draws an SVG, stretched to a size, into the kernel's memory.
 * @returns RGBA, straight alpha
 * @throws Failure corrupt, too-large, over-budget
 */
export function drawSvg(svg: Svg, size: PlaneSize, kernel: Kernel): Picture {
  const { width, height } = size
  const count = width * height
  if (svg.drawn * count > MAX_FILLED)
    throw new Failure('too-large', `SVG: ${svg.drawn} elements are too many at ${width}x${height}`)
  const drawn = guarded('corrupt', [], () => draw(svg.document, size, heapFor(svg, size)))
  const address = kernel.alloc(count * 4)
  view(kernel, address, count * 4).set(drawn)
  kernel.unpremultiply(address, count)
  return { width, height, layout: 'rgba', planes: [{ width, height, address }] }
}

import { Failure } from '../../errors.ts'
import type { Seat } from '../../memory/index.ts'
import type { Picture } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import { callForeign } from '../wasm/foreign.ts'
import { type Kernel, view } from '../wasm/kernel.ts'
import type { Parts } from '../wasm/needs.ts'
import { modules } from '../wasm/optional-modules.ts'
import type { Svg } from './read.ts'
import { draw, THORVG_MEMORY } from './thorvg.ts'

/**
 * Maximum number of pictures that ThorVG may allocate for nested opacity and masks, besides the
 * result.
 */
const LAYERS = 4
const MAX_FILLED = 600_000_000
/**
 * Maximum coordinate in pixels. ThorVG splits curves without end where its 26.6 fixed-point
 * coordinates overflow.
 */
const MAX_REACH = 4_000_000
/** Maximum pairs of outline crossings in the same row. Comparing this many takes some seconds. */
const MAX_CROSSED = 500_000_000

function heapFor({ layered }: Pick<Svg, 'layered'>, { width, height }: Size): number {
  return THORVG_MEMORY + width * height * 4 * (1 + (layered ? LAYERS : 0))
}

/** Returns the peak memory in bytes while an SVG is drawn, including the picture in the kernel. */
export function svgMemory(svg: Pick<Svg, 'layered'>, size: Size): Parts {
  modules.assert('thorvg')
  return { bytes: 0, codec: heapFor(svg, size), kernel: size.width * size.height * 4 }
}

const zoomOf = (svg: Size, { width, height }: Size) => Math.max(width / svg.width, height / svg.height)

/**
 * Checks the combined outline cost of several SVGs drawn one after the other at the same size.
 * @throws Failure too-large: drawing them would take too long
 */
export function assertUncrossed(svgs: readonly Svg[], size: Size): void {
  const { width, height } = size
  const work = svgs.reduce((sum, svg) => {
    const zoom = zoomOf(svg, size)
    return sum + svg.work * zoom * zoom
  }, 0)
  if (!(work / (4 * Math.min(width, height)) <= MAX_CROSSED))
    throw new Failure('too-large', `SVG: its outlines are too long at ${width}x${height}: simplify it`)
}

function assertCheap(svg: Svg, size: Size): void {
  const { width, height } = size
  const zoom = zoomOf(svg, size)
  const work = svg.work * zoom * zoom
  const covering = svg.drawn * width * height
  // An outline with length n encloses at most n² / 16 pixels, but a layer for opacity or masks
  // always covers the whole picture.
  const filled = svg.layered ? covering : Math.min(covering, work / 16)
  if (!(filled <= MAX_FILLED))
    throw new Failure('too-large', `SVG: ${svg.drawn} elements are too many at ${width}x${height}; use fewer`)
  if (!(svg.reach * zoom <= MAX_REACH))
    throw new Failure('too-large', 'SVG: its coordinates reach too far beyond the image; crop it')
  assertUncrossed([svg], size)
}

/**
 * Draws an SVG, stretched to a size, into kernel memory.
 * @param seat right to ThorVG's memory
 * @returns RGBA with straight alpha
 * @throws Failure corrupt, too-large, over-budget
 */
export function drawSvg(svg: Svg, size: Size, kernel: Kernel, seat?: Seat): Picture {
  const { width, height } = size
  const count = width * height
  assertCheap(svg, size)
  const address = kernel.alloc(count * 4)
  callForeign('corrupt', [], () =>
    draw(
      svg.document,
      size,
      heapFor(svg, size),
      (pixels) => view(kernel, address, count * 4).set(pixels),
      seat,
    ),
  )
  kernel.unpremultiply(address, count)
  return { width, height, layout: 'rgba', planes: [{ width, height, address }] }
}

import type { StreamedPlane } from './picture.ts'
import type { Box, Size } from './size.ts'

/**
 * The part of a stored picture that a crop keeps, in the picture's pixels. Samples outside this
 * part affect no output. The numbers may be fractional for a gain map, whose scale differs from its
 * picture's.
 */
export interface CropBox extends Box {
  /** Stored picture. A crop box that ends at the picture's edge keeps all samples there. */
  readonly picture: Size
}

/**
 * Maximum rounding error for an edge, in samples. If an edge is this close to a sample's edge, both
 * count as equal.
 */
const ROUNDING = 1e-6

/** Returns the crop box for a picture's part, or `undefined` if the part is the whole picture. */
export function cropBoxOf({ x, y, width, height }: Box, picture: Size): CropBox | undefined {
  const isWhole = x === 0 && y === 0 && width === picture.width && height === picture.height
  return isWhole ? undefined : { x, y, width, height, picture }
}

/** First sample along an axis, and sample count. */
interface Span {
  readonly start: number
  readonly count: number
}

/**
 * Returns a plane's samples that lie within a crop box along one axis. A sample that crosses an
 * edge also shows pixels outside, so it is left out. If no sample lies within the box, the result
 * is the sample at the box's middle.
 * @param from crop box start in pixels
 * @param length crop box length in pixels
 * @param picture picture length in pixels
 * @param density samples per pixel along the axis
 */
function samplesWithin(stored: Span, from: number, length: number, picture: number, density: number): Span {
  const end = stored.start + stored.count
  const isAtEdge = from + length >= picture - ROUNDING
  const first = Math.max(stored.start, Math.ceil(from * density - ROUNDING))
  const last = isAtEdge ? end : Math.min(end, Math.floor((from + length) * density + ROUNDING))
  if (last > first) return { start: first, count: last - first }
  const middle = Math.floor((from + length / 2) * density)
  return { start: Math.min(Math.max(middle, stored.start), end - 1), count: 1 }
}

/** Returns the part of a plane whose samples show nothing outside a crop box. */
export function croppedPlane(plane: StreamedPlane, { picture, ...box }: CropBox): StreamedPlane {
  const { width, height, density } = plane
  const [left, top] = startOf(plane)
  const x = samplesWithin({ start: left, count: width }, box.x, box.width, picture.width, density[0])
  const y = samplesWithin({ start: top, count: height }, box.y, box.height, picture.height, density[1])
  return { width: x.count, height: y.count, density, start: [x.start, y.start] }
}

/** Returns the stored plane's column and row at which a plane begins. */
export const startOf = ({ start = [0, 0] }: StreamedPlane): readonly [number, number] => start

/**
 * Returns the part of a crop box that lies in an area of its picture, in that area's pixels.
 * Returns `undefined` if box and area have no pixel in common.
 */
export function cropWithin(crop: CropBox, area: Box): CropBox | undefined {
  const [left, top] = [Math.max(crop.x, area.x), Math.max(crop.y, area.y)]
  const right = Math.min(crop.x + crop.width, area.x + area.width)
  const bottom = Math.min(crop.y + crop.height, area.y + area.height)
  if (right <= left || bottom <= top) return undefined
  const box = { x: left - area.x, y: top - area.y, width: right - left, height: bottom - top }
  return { ...box, picture: { width: area.width, height: area.height } }
}

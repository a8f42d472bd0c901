import { type CropBox, croppedPlane, startOf } from '../picture/crop-box.ts'
import { type Pixels, pixelBytes, type StreamedPlane, type Strip } from '../picture/picture.ts'
import { isSameSize } from '../picture/size.ts'

type Rows = Strip['planes'][number]

/** Returns a function that cuts a stored plane's rows to a part. */
function cutter(stored: StreamedPlane, part: StreamedPlane, pixel: number): (rows: Rows) => Rows {
  const [left, top] = startOf(part).map((start, axis) => start - (startOf(stored)[axis] ?? 0))
  const [first, end] = [top ?? 0, (top ?? 0) + part.height]
  let taken = 0
  return ({ rows, stride, count }) => {
    const from = Math.min(Math.max(first - taken, 0), count)
    const to = Math.min(Math.max(end - taken, from), count)
    taken += count
    return { rows: rows.subarray(from * stride + (left ?? 0) * pixel), stride, count: to - from }
  }
}

/**
 * Cuts a streamed picture to a crop box. Later steps treat the box's edges like a picture's edges,
 * so that no filter and no enlarged chroma shows pixels outside the box.
 * @param crop crop box; `undefined` for the whole picture
 */
export function cropped(pixels: Pixels, crop: CropBox | undefined): Pixels {
  if (!crop) return pixels
  const planes = pixels.planes.map((plane) => croppedPlane(plane, crop))
  if (planes.every((plane, index) => isSameSize(plane, pixels.planes[index] ?? plane))) return pixels
  const pixel = pixelBytes(pixels.layout)
  const cutters = planes.map((plane, index) => cutter(pixels.planes[index] ?? plane, plane, pixel))
  async function* strips(): AsyncGenerator<Strip> {
    for await (const strip of pixels.strips)
      yield { planes: strip.planes.map((rows, index) => cutters[index]?.(rows) ?? rows) }
  }
  return { ...pixels, planes, strips: strips() }
}

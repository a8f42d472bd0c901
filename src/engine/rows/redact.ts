import { startOf } from '../picture/crop-box.ts'
import type { Pixels, StreamedPlane, Strip } from '../picture/picture.ts'
import type { Box, Size } from '../picture/size.ts'
import type { Spread } from '../picture/spread.ts'

const hasArea = ({ width, height }: Size) => width > 0 && height > 0

function grow(start: number, length: number, step: number, size: number): readonly [number, number] {
  const from = Math.floor(start / step) * step
  const to = Math.ceil((start + length) / step) * step
  return [Math.min(Math.max(from, 0), size), Math.min(Math.max(to, 0), size)]
}

function grown({ x, y, width, height }: Box, step: Size, size: Size): Box {
  const [left, right] = grow(x, width, step.width, size.width)
  const [top, bottom] = grow(y, height, step.height, size.height)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/**
 * Returns the part of a stored picture that may show a trace of the pixels in a box. The part and
 * the box are in the stored picture's pixels.
 */
function traceOf(box: Box, size: Size, { block, reach }: Spread): Box {
  const wider = {
    x: box.x - reach,
    y: box.y - reach,
    width: box.width + 2 * reach,
    height: box.height + 2 * reach,
  }
  return grown(wider, block, size)
}

function blackOf({
  layout,
  inverted,
  range,
}: Pick<Pixels, 'layout' | 'inverted' | 'range'>): readonly (readonly number[])[] {
  switch (layout) {
    case 'gray':
      return [[0]]
    case 'ycc':
      return [[range === 'limited' ? 16 : 0], [128], [128]]
    case 'rgb':
      return [[0], [0], [0]]
    // A redacted pixel gets all black ink and half of each color ink. The press profile converts
    // this to RGB 0, 0, 0. The pixel is also black in inverted pictures and in YCCK.
    case 'cmyk':
    case 'ycck':
      return [[128], [128], [128], [inverted ? 0 : 255]]
    case 'rgb24':
      return [[0, 0, 0]]
    case 'rgba':
      return [[0, 0, 0, 255]]
    case 'rgba16':
      return [[0, 0, 0, 0, 0, 0, 255, 255]]
  }
}

function samplesOf(box: Box, plane: StreamedPlane): Box {
  const { density, width, height } = plane
  const [across, down] = density
  const [left, top] = startOf(plane)
  const scaled = {
    x: box.x * across - left,
    y: box.y * down - top,
    width: box.width * across,
    height: box.height * down,
  }
  return grown(scaled, { width: 1, height: 1 }, { width, height })
}

function cover(boxes: readonly Box[], black: readonly number[], plane: StreamedPlane) {
  const bytes = black.length
  const areas = boxes.map((box) => samplesOf(box, plane)).filter(hasArea)
  const widest = Math.max(0, ...areas.map(({ width }) => width))
  const row = Uint8Array.from({ length: widest * bytes }, (_, at) => black[at % bytes] ?? 0)
  let top = 0
  return ({ rows, stride, count }: Strip['planes'][number]): void => {
    for (const { x, y, width, height } of areas) {
      const line = row.subarray(0, width * bytes)
      const last = Math.min(y + height, top + count)
      for (let at = Math.max(y, top); at < last; at++) rows.set(line, (at - top) * stride + x * bytes)
    }
    top += count
  }
}

/**
 * Blackens boxes in a picture before any other step reads the pixels that they hide. No output
 * pixel depends on the hidden pixels. A box grows to all pixels that may show a trace of it; in a
 * JPEG it grows by less than an MCU. Boxes become opaque.
 *
 * Rows are changed in place, because no decoder reads them again.
 * @param size size of the stored picture
 * @param spread the spread for the decoder that makes the pixels
 * @param boxes in pixels of the stored picture at full size; parts outside it are ignored
 */
export function redacted(pixels: Pixels, size: Size, spread: Spread, boxes: readonly Box[]): Pixels {
  const traces = boxes.filter(hasArea).map((box) => traceOf(box, size, spread))
  if (traces.length === 0) return pixels
  const black = blackOf(pixels)
  const covers = pixels.planes.map((plane, index) => cover(traces, black[index] ?? [], plane))
  async function* strips(): AsyncGenerator<Strip> {
    for await (const strip of pixels.strips) {
      for (const [index, rows] of strip.planes.entries()) covers[index]?.(rows)
      yield strip
    }
  }
  return { ...pixels, strips: strips() }
}

import { landscape } from '../../samples/landscape.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { addGrain } from '../grain.ts'

/** Input to an operation: an opaque photograph, or the same photograph with a soft edge. */
export type PictureName = 'opaque' | 'soft'

/** Input width and height in pixels. */
export const SIZE = { width: 1200, height: 900 }
const GRAIN = 4

function ellipse(x: number, y: number, { width, height }: typeof SIZE): number {
  const distance = Math.hypot((2 * x + 1) / width - 1, (2 * y + 1) / height - 1)
  return Math.round(255 * Math.min(1, Math.max(0, 3 * (1.05 - distance))))
}

/**
 * Gives a picture an elliptical alpha channel: opaque inside and soft over a third of its radius.
 */
export function faded({ width, height, data }: Frame): Frame {
  const alpha = (pixel: number) => ellipse(pixel % width, Math.floor(pixel / width), { width, height })
  return { width, height, data: data.map((value, at) => (at % 4 === 3 ? alpha(at >> 2) : value)) }
}

/** Paints the input pictures. This takes some seconds. */
export function paintPictures(): Readonly<Record<PictureName, Frame>> {
  const opaque = landscape(SIZE.width, SIZE.height)
  addGrain(opaque.data, GRAIN)
  return { opaque, soft: faded(opaque) }
}

/** Paints an overlay whose width and height are a fifth of the picture's. */
export function paintOverlay(): Frame {
  const [width, height] = [SIZE.width / 5, SIZE.height / 5]
  const data = Uint8Array.from({ length: width * height * 4 }, (_, at) => [255, 210, 60, 255][at & 3] ?? 0)
  return faded({ width, height, data })
}

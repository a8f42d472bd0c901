import { Failure } from '../errors.ts'
import type { Frame, Pixels, Strip } from './picture.ts'
import type { Size } from './size.ts'

/** A whole picture as one strip. */
export function wholeFrame(picture: Frame): Pixels {
  return cutFrame(picture, { x: 0, y: 0 }, picture)
}

/**
 * The same pixels, whose bytes are freed as soon as they have been read or the reader stops: garbage collection comes
 * so late that a few pictures would take hundreds of megabytes.
 */
export function freedAfter(pixels: Pixels, { data }: Frame): Pixels {
  async function* strips(): AsyncGenerator<Strip> {
    try {
      yield* pixels.strips
    } finally {
      if (data.buffer instanceof ArrayBuffer) data.buffer.transfer(0)
    }
  }
  return { ...pixels, strips: strips() }
}

/** A part of a picture, which must lie within it, as one strip. @param from where its first pixel is */
export function cutFrame(picture: Frame, from: { x: number; y: number }, { width, height }: Size): Pixels {
  const stride = picture.width * 4
  const rows = picture.data.subarray(from.y * stride + from.x * 4)
  async function* strips(): AsyncGenerator<Strip> {
    yield { planes: [{ rows, stride, count: height }] }
  }
  return { layout: 'rgba', inverted: false, planes: [{ width, height, density: [1, 1] }], strips: strips() }
}

/**
 * A picture on a transparent canvas: one strip if it fills the canvas, else a strip per row.
 * @param place where its first pixel goes
 * @throws Failure corrupt where it goes beyond the canvas
 */
export function onCanvas(picture: Frame, place: { x: number; y: number }, canvas: Size): Pixels {
  const { width, height, data } = picture
  if (place.x + width > canvas.width || place.y + height > canvas.height)
    throw new Failure('corrupt', 'a frame of the image exceeds its canvas; upload the file again')
  if (width === canvas.width && height === canvas.height) return wholeFrame(picture)
  async function* strips(): AsyncGenerator<Strip> {
    const row = new Uint8Array(canvas.width * 4)
    for (let y = 0; y < canvas.height; y++) {
      const from = (y - place.y) * width * 4
      if (y >= place.y && y < place.y + height) row.set(data.subarray(from, from + width * 4), place.x * 4)
      else row.fill(0)
      yield { planes: [{ rows: row, stride: row.length, count: 1 }] }
    }
  }
  const plane = { width: canvas.width, height: canvas.height, density: [1, 1] } as const
  return { layout: 'rgba', inverted: false, planes: [plane], strips: strips() }
}

import { releaseBuffer } from '../bytes/release.ts'
import type { Frame, Pixels, Strip } from './picture.ts'
import type { Size } from './size.ts'

/** Returns a whole picture as a stream with one strip. */
export function wholeFrame(picture: Frame): Pixels {
  return cutFrame(picture, { x: 0, y: 0 }, picture)
}

/**
 * Returns the same pixels. Their frame's buffer is freed as soon as the strips have been read or
 * the reader stops. Garbage collection would free the buffer so late that a few pictures would take
 * hundreds of megabytes.
 */
export function freedAfter(pixels: Pixels, { data }: Frame): Pixels {
  async function* strips(): AsyncGenerator<Strip> {
    try {
      yield* pixels.strips
    } finally {
      releaseBuffer(data)
    }
  }
  return { ...pixels, strips: strips() }
}

/**
 * Returns a picture's part as a stream with one strip. The part must lie within the picture.
 * @param from position of the part's first pixel
 */
export function cutFrame(picture: Frame, from: { x: number; y: number }, { width, height }: Size): Pixels {
  const stride = picture.width * 4
  const rows = picture.data.subarray(from.y * stride + from.x * 4)
  async function* strips(): AsyncGenerator<Strip> {
    yield { planes: [{ rows, stride, count: height }] }
  }
  return { layout: 'rgba', inverted: false, planes: [{ width, height, density: [1, 1] }], strips: strips() }
}

import sharp from 'sharp'
import type { Input } from '../../../src/api/engine/index.ts'

/** A stream that yields a file in pieces, and records what its reader does. */
export interface WatchedStream {
  readonly stream: ReadableStream<Uint8Array>
  /** Number of bytes that were pulled. */
  pulled(): number
  /** Reason with which the stream was cancelled, or `undefined`. */
  cancelled(): unknown
}

/**
 * Returns a stream that can be read once.
 * @param cuts lengths of the pieces in bytes; the last one repeats
 */
export function watchedStream(file: Uint8Array, cuts: readonly number[] = [65_536]): WatchedStream {
  let at = 0
  let piece = 0
  let cancelled: unknown
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at >= file.length) return controller.close()
        const length = cuts[Math.min(piece++, cuts.length - 1)] ?? file.length
        controller.enqueue(file.slice(at, at + length))
        at += length
      },
      cancel(reason) {
        cancelled = reason ?? 'cancelled'
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, pulled: () => Math.min(at, file.length), cancelled: () => cancelled }
}

/** Every input kind that holds a file, by its name. */
export const INPUTS: Readonly<Record<string, (file: Uint8Array<ArrayBuffer>) => Input>> = {
  Uint8Array: (file) => file,
  'a view in the middle of a buffer': (file) => {
    const larger = new Uint8Array(file.length + 20)
    larger.set(file, 7)
    return larger.subarray(7, 7 + file.length)
  },
  Buffer: (file) => Buffer.from(file),
  ArrayBuffer: (file) => file.slice().buffer,
  Blob: (file) => new Blob([file]),
  File: (file) => new File([file], 'photo.jpg'),
  ReadableStream: (file) => watchedStream(file).stream,
  'a byte stream': (file) => new Blob([file]).stream(),
  'a stream of small pieces': (file) => watchedStream(file, [1, 2, 3, 700]).stream,
  Response: (file) => new Response(file),
  'a Response with its length': (file) =>
    new Response(file, { headers: { 'content-length': String(file.length) } }),
  'a decoded Response with the length of its code': (file) =>
    new Response(file, { headers: { 'content-encoding': 'gzip', 'content-length': '5' } }),
}

/** Makes a photo-like JPEG. */
export async function photoFile(
  width: number,
  height: number,
  quality = 90,
): Promise<Uint8Array<ArrayBuffer>> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
  const picture = sharp({ create: { width: 320, height: 240, channels: 3, background: '#888', noise } })
  const large = sharp(await picture.png().toBuffer()).resize(width, height, { fit: 'fill' })
  return new Uint8Array(await large.jpeg({ quality }).toBuffer())
}

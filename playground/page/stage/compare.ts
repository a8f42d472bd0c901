import { lumaOf, similarity } from './similarity.ts'

/** A picture's luma samples. */
export interface Luma {
  readonly plane: Float64Array
  readonly width: number
  readonly height: number
}

/**
 * Decodes a picture to the pixels that the browser shows.
 * @throws DOMException if the browser cannot decode the picture
 */
export async function readLuma(blob: Blob): Promise<Luma> {
  const bitmap = await createImageBitmap(blob)
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('this browser draws no pictures in memory')
  context.drawImage(bitmap, 0, 0)
  bitmap.close()
  return { plane: lumaOf(context.getImageData(0, 0, width, height).data), width, height }
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve))

/** Maximum duration in milliseconds for which the comparison may block the page. */
const SLICE_MS = 12

/**
 * Computes the SSIM between two pictures with the same size. It pauses regularly, so that the page
 * reacts to the user. Returns `undefined` if the sizes differ.
 */
export async function compareLuma(a: Luma, b: Luma, signal: AbortSignal): Promise<number | undefined> {
  const { width, height } = a
  if (width !== b.width || height !== b.height || Math.min(width, height) < 11) return undefined
  const run = similarity(a.plane, b.plane, width, height)
  let since = performance.now()
  for (let step = run.next(); ; step = run.next()) {
    if (step.done) return step.value
    if (performance.now() - since < SLICE_MS) continue
    await pause()
    signal.throwIfAborted()
    since = performance.now()
  }
}

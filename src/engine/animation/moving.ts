import type { TransformContext } from '../context.ts'
import { decoders } from '../formats/codecs.ts'
import { countFrames } from '../formats/frames.ts'
import { type Header } from '../formats/header.ts'
import { fileOf, type OpenedImage, release, reopenImage } from '../opened/open.ts'
import type { TransformOptions } from '../options/transform-options.ts'

/**
 * `true` if the output may be animated: the options ask for it, the output is WebP, and originals
 * of this format can have frames.
 */
function mayMove(
  { animate = false, page, format = 'webp', accepts = [] }: TransformOptions,
  header: Header,
): boolean {
  const shown = format === 'auto' ? accepts.includes('webp') : format === 'webp'
  return animate && page === undefined && shown && decoders[header.format].animation !== undefined
}

/**
 * Returns the number of frames of which the output is made. If only the whole file tells it, reads
 * the file and opens it again.
 * @throws Failure of every kind that a source has
 */
export async function movingFrames(
  image: OpenedImage,
  intent: TransformOptions,
  context: TransformContext,
): Promise<number> {
  const { header } = image
  if (!mayMove(intent, header)) return 1
  if (header.frames !== undefined) return header.frames
  const frames = await context.timing
    .stage('probe', () => countFrames(header.format, fileOf(image).chunks()))
    .finally(() => release(image))
  await reopenImage(image, context)
  return frames
}

/**
 * Returns the header of the canvas on which an animation is composed. The canvas is RGBA, because
 * any frame may leave a part of it transparent.
 */
export function canvasHeader(header: Header): Header {
  const { sampling: _planes, webp: _first, ...canvas } = header
  return { ...canvas, alpha: true, progressive: false }
}

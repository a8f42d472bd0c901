import type { TransformContext } from '../context.ts'
import { decoders } from '../formats/codecs.ts'
import { countFrames } from '../formats/frames.ts'
import type { Header, SourceFormat } from '../formats/header.ts'
import { reopen } from '../opened/open.ts'
import { fileOf, type OpenedImage, release, releaseOnFailure } from '../opened/states.ts'
import type { TransformOptions } from '../options/transform-options.ts'

/**
 * `true` if the output may be animated: the options ask for it, the output is WebP, and originals
 * of this format can have frames.
 */
export function mayMove(
  { animate = false, page, format = 'webp', accepts = [] }: TransformOptions,
  source: SourceFormat,
): boolean {
  const shown = format === 'auto' ? accepts.includes('webp') : format === 'webp'
  return animate && page === undefined && shown && decoders[source].animation !== undefined
}

/** Number of frames from which an output is made, and the opened image that has these frames. */
export interface MovingFrames {
  readonly frames: number
  readonly image: OpenedImage
}

/**
 * Returns the number of frames from which the output is made. If the header does not give the
 * number, reads the whole file to count them and opens the file again.
 * @throws Failure of every kind that a source has
 */
export async function movingFrames(
  image: OpenedImage,
  intent: TransformOptions,
  context: TransformContext,
): Promise<MovingFrames> {
  const { format, frames } = image.facts
  if (!mayMove(intent, format)) return { frames: 1, image }
  if (frames !== undefined) return { frames, image }
  const counted = await releaseOnFailure(image, () =>
    context.timing.stage('probe', () => countFrames(format, fileOf(image).chunks())),
  )
  return { frames: counted, image: await reopen(release(image), context) }
}

/**
 * Returns the header of the canvas on which an animation is composed. The canvas is RGBA, because
 * any frame may leave a part of it transparent.
 */
export function canvasHeader(header: Header): Header {
  const { sampling: _planes, webp: _first, ...canvas } = header
  return { ...canvas, alpha: true, progressive: false }
}

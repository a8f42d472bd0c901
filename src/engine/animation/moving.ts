import type { Intent } from '../../signing/url/intent.ts'
import type { TransformContext } from '../context.ts'
import { decoders } from '../formats/codecs.ts'
import { countFrames } from '../formats/frames.ts'
import { fileOf, type OpenedImage, release, reopenImage } from '../open.ts'
import type { Header } from '../picture/header.ts'

/** Whether the output may move, if its source does: clients must show WebP, and the source have frames. */
function mayMove({ animate = false, page, format = 'webp', accepts = [] }: Intent, header: Header): boolean {
  const shown = format === 'auto' ? accepts.includes('webp') : format === 'webp'
  return animate && page === undefined && shown && decoders[header.format].animation !== undefined
}

/**
 * How many frames the output of an image is made of. If only the whole file tells that, it is read, and opened again.
 * @throws Failure of every kind that a source has
 */
export async function movingFrames(
  image: OpenedImage,
  intent: Intent,
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

/** The header of what an animation is composed on: RGBA, of which any frame may leave a part transparent. */
export function canvasHeader(header: Header): Header {
  const { sampling: _planes, webp: _first, ...canvas } = header
  return { ...canvas, alpha: true, progressive: false }
}
